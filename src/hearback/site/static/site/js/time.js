/* Distances in time stay true while a page stays open, in the words the server used (meta time-words). */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SOON = 4 * HOUR;
const spoken = document.querySelector("meta[name=time-words]")?.content.split("|") ?? [];
const [justNow, minutes, hours, oneDay, days, dueIn, late, dueNow] = spoken;

function put(pattern, what) {
  return pattern.replace("#", String(what));
}

/* Rounded down, as the server does. seconds is not negative. */
export function distance(seconds) {
  if (seconds < HOUR) return put(minutes, Math.max(1, Math.floor(seconds / MINUTE)));
  if (seconds < DAY) return put(hours, Math.floor(seconds / HOUR));
  const count = Math.floor(seconds / DAY);
  return count === 1 ? oneDay : put(days, count);
}

export function promise(secondsLeft) {
  if (secondsLeft <= -MINUTE) return { state: "late", icon: "late", words: put(late, distance(-secondsLeft)) };
  if (secondsLeft < MINUTE) return { state: "soon", icon: "soon", words: dueNow };
  const state = secondsLeft < SOON ? "soon" : "calm";
  return { state, icon: state === "soon" ? "soon" : "clock", words: put(dueIn, distance(secondsLeft)) };
}

function write(place, words) {
  if (place && place.textContent !== words) place.textContent = words;
}

function freshen() {
  const now = Date.now();
  for (const moment of document.querySelectorAll("time[data-relative]")) {
    const seconds = (now - Date.parse(moment.dateTime)) / 1000;
    if (seconds >= 0 && seconds < DAY) write(moment, seconds < MINUTE ? justNow : distance(seconds));
  }
  for (const due of document.querySelectorAll("time[data-promise]")) {
    const { state, icon, words } = promise((Date.parse(due.dateTime) - now) / 1000);
    const use = due.querySelector("use");
    due.className = `promise promise-${state}`;
    use?.setAttribute("href", use.getAttribute("href").replace(/#.*$/, `#${icon}`));
    write(due.querySelector("span"), words);
  }
}

if (spoken.length) {
  freshen();
  setInterval(freshen, 30_000);
  document.addEventListener("visibilitychange", freshen);
  document.addEventListener("live:updated", freshen);
}
