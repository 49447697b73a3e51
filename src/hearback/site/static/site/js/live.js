/* New things appear without reloading: an event names topics, and the fragments that care are fetched again.

   <meta name="live" content="LAST_SEQUENCE" data-url="/live"> says where to listen and from which number on.
   data-live="/address" on an element with an id: its own address; the answer holds the same element again.
   data-live-on="inbox conversation:7" limits it to events with one of these topics; without it every event counts.
   Each event's id is its sequence number, its data is JSON: {"topics": ["inbox", "conversation:7"]}.
   The browser comes back by itself and says its last number; so do we, when it has given up.
   A tab that nobody sees does not listen: a browser has six lines to a house, and each listening tab holds one. */

const GATHER_MS = 150;
const LATER_MS = 1500;
const AGAIN_MS = [1000, 2000, 5000, 10000, 30000];

const told = document.querySelector("meta[name=live]");
let last = Number(told?.content ?? 0);
let failures = 0;
let gathering = 0;
let calming = 0;
const pending = new Set(); // topics that nobody looked at yet
let stream = null;
let coming = 0;
const behind = new Set(); // elements that know of something and could not be fetched

function say(what) {
  const state = document.querySelector("[data-live-state]");
  if (!state || state.dataset.state === what) return;
  state.dataset.state = what;
  const words = { on: state.dataset.on, lost: state.dataset.lost, updated: state.dataset.updated };
  state.textContent = words[what] ?? words.on;
  clearTimeout(calming);
  if (what === "updated") calming = setTimeout(() => say("on"), 4000);
}

function cares(element, topics) {
  const wanted = element.dataset.liveOn?.split(" ").filter(Boolean) ?? [];
  return topics.includes("*") || (topics.length > 0 && !wanted.length) || wanted.some((topic) => topics.includes(topic));
}

/* Somebody writes in it, has a menu of it open, or waits for the answer to what they pressed in it. */
function isBusy(element) {
  const held = document.activeElement;
  const writes = held && element.contains(held) && held.matches("input, textarea, select");
  return writes || element.querySelector("details.menu[open], .htmx-request") !== null;
}

/* What a row says, without its times: an hour that passed is no news. */
function saying(row) {
  const copy = row.cloneNode(true);
  for (const moment of copy.querySelectorAll("time")) moment.remove();
  return copy.textContent;
}

/* Rows that were not there, or read otherwise before, are tinted for a moment. */
function markFresh(fresh, before) {
  for (const row of fresh.querySelectorAll("[data-row]")) {
    if (before.get(row.id) !== saying(row)) row.classList.add("row-fresh");
  }
}

/* What a reader had unfolded stays unfolded. */
function keepOpen(old, fresh) {
  for (const details of old.querySelectorAll("[id] details[open]")) {
    const owner = details.closest("[id]");
    const place = [...owner.querySelectorAll("details")].indexOf(details);
    const same = fresh.querySelector(`#${CSS.escape(owner.id)}`)?.querySelectorAll("details")[place];
    if (same && !same.matches(".menu")) same.open = true;
  }
}

/* A message that is seen as it was sent stays so. */
function keepSheets(old, fresh) {
  for (const sheet of old.querySelectorAll(".message-sheet:not(:empty)")) {
    fresh.querySelector(`#${CSS.escape(sheet.id)}`)?.replaceChildren(...[...sheet.cloneNode(true).childNodes]);
  }
}

async function refetch(element) {
  const answer = await fetch(element.dataset.live, { headers: { "HX-Request": "true", "X-Live": "1" }, credentials: "same-origin" });
  if (answer.status >= 500) return "later";
  if (!answer.ok || answer.redirected) return "gone";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = element.id ? page.getElementById(element.id) : page.body.firstElementChild;
  if (!fresh) return "same";
  keepSheets(element, fresh);
  if (fresh.outerHTML === element.outerHTML) return "same";
  if (isBusy(element)) return "later";
  const focused = element.contains(document.activeElement) ? document.activeElement.id : "";
  const before = new Map([...element.querySelectorAll("[data-row]")].map((row) => [row.id, saying(row)]));
  const wasOpen = new Set([...element.querySelectorAll("[data-row][aria-current]")].map((row) => row.id));
  keepOpen(element, fresh);
  element.replaceWith(document.adoptNode(fresh));
  for (const id of wasOpen) document.getElementById(id)?.setAttribute("aria-current", "true");
  markFresh(fresh, before);
  window.htmx?.process(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("live:updated", { detail: { element: fresh } }));
  return "changed";
}

async function freshen() {
  gathering = 0;
  const topics = [...pending];
  const due = [...document.querySelectorAll("[data-live]")].filter((element) => behind.has(element) || cares(element, topics));
  pending.clear();
  behind.clear();
  const outcomes = await Promise.all(due.map(freshenOne));
  if (outcomes.includes("changed")) say("updated");
  if (behind.size) later([], LATER_MS);
}

/* What is being used, or could not be fetched, is fetched a little later: news is not lost with a request. */
async function freshenOne(element) {
  const outcome = isBusy(element) ? "later" : await refetch(element).catch(() => "later");
  if (outcome === "later") behind.add(element);
  return outcome;
}

function later(topics, wait = GATHER_MS) {
  for (const topic of topics) pending.add(topic);
  if (!gathering) gathering = setTimeout(freshen, wait);
}

function heard(event) {
  const sequence = Number(event.lastEventId);
  if (sequence && sequence <= last) return;
  if (sequence) last = sequence;
  let topics = ["*"];
  try {
    topics = JSON.parse(event.data).topics;
  } catch {
    /* An event that cannot be read still says that something happened. */
  }
  later(topics);
}

function connect() {
  clearTimeout(coming);
  if (stream || document.hidden) return;
  const url = new URL(told.dataset.url, location.href);
  url.searchParams.set("after", String(last));
  stream = new EventSource(url);
  stream.addEventListener("message", heard);
  stream.addEventListener("open", () => {
    failures = 0;
    say("on");
  });
  stream.addEventListener("error", () => {
    say("lost");
    if (stream?.readyState !== EventSource.CLOSED) return;
    stream = null;
    const wait = AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)];
    failures += 1;
    coming = setTimeout(connect, wait);
  });
}

function hangUp() {
  stream?.close();
  stream = null;
}

/* A page out of the browser's back memory may be old: it asks for everything. */
window.addEventListener("pageshow", (event) => {
  if (!event.persisted || !told) return;
  connect();
  later(["*"]);
});

if (told) {
  window.addEventListener("pagehide", hangUp);
  document.addEventListener("visibilitychange", () => (document.hidden ? hangUp() : connect()));
  connect();
}
