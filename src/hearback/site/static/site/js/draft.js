/* A draft is saved while it is written: 600 ms after typing stops, and before the page goes away.
   <form data-draft="/address"> with a [data-draft-state] inside; the address takes the form's fields by POST. */

const QUIET_MS = 600;
const AGAIN_MS = 4000;
const drafts = new WeakMap();
const unsaved = new Set();

function draftOf(form) {
  if (!drafts.has(form)) drafts.set(form, { timer: 0, saving: false, changed: false });
  return drafts.get(form);
}

function say(form, what) {
  const place = form.querySelector("[data-draft-state]");
  if (!place) return;
  place.dataset.state = what;
  place.textContent = place.dataset[what] ?? "";
}

function saveLater(form, wait = QUIET_MS) {
  const draft = draftOf(form);
  clearTimeout(draft.timer);
  draft.timer = setTimeout(() => save(form), wait);
}

/* The words and what is ticked; files go a way of their own (attach.js). */
function wordsOf(form) {
  const words = new FormData(form);
  words.delete("files");
  return words;
}

async function save(form) {
  const draft = draftOf(form);
  if (draft.saving || !draft.changed) return;
  draft.saving = true;
  draft.changed = false;
  let wait = QUIET_MS;
  say(form, "saving");
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: wordsOf(form), headers: { "X-Draft": "1" }, credentials: "same-origin", keepalive: true });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    if (!draft.changed) unsaved.delete(form);
    say(form, "saved");
  } catch {
    wait = AGAIN_MS;
    draft.changed = true;
    say(form, "failed");
  }
  draft.saving = false;
  if (draft.changed && form.isConnected) saveLater(form, wait);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (!form) return;
  draftOf(form).changed = true;
  unsaved.add(form);
  saveLater(form);
});

/* Sending takes the words along, so nothing is left to save. */
document.addEventListener("submit", (event) => {
  const draft = drafts.get(event.target);
  if (draft) clearTimeout(draft.timer);
  unsaved.delete(event.target);
});

/* A fragment that is swapped away is saved on its way out. */
document.addEventListener("htmx:beforeSwap", () => {
  for (const form of unsaved) save(form);
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const form of unsaved) save(form);
});

window.addEventListener("beforeunload", (event) => {
  for (const form of unsaved) {
    save(form);
    if (form.isConnected) event.preventDefault();
  }
});
