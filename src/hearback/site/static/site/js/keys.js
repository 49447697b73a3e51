/* The keyboard: an element with data-key="e" is pressed by e, with data-key="g i" by g and then i.
   Typing is never disturbed. j, k and o also walk through the rows of a list when no element claims them. */

const SEQUENCE_MS = 1200;
let begun = "";
let begunAt = 0;

function isTyping(target) {
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

function isSeen(element) {
  return element.checkVisibility ? element.checkVisibility({ visibilityProperty: true }) : element.offsetParent !== null;
}

function claimant(keys) {
  const all = document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`);
  return [...all].find(isSeen);
}

function press(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.scrollIntoView({ block: "nearest" });
    return;
  }
  element.click();
  if (element.matches("summary") && element.parentElement.open) {
    const first = element.parentElement.querySelector(".menu-choice[aria-pressed=true], .menu-choice, input:not([type=hidden])");
    first?.focus();
  }
}

function currentRow(rows) {
  const focused = rows.indexOf(document.activeElement);
  return focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute("aria-current"));
}

function walk(key) {
  const rows = [...document.querySelectorAll("[data-row]")].filter(isSeen);
  if (!rows.length) return false;
  const here = currentRow(rows);
  if (key === "o") {
    rows[Math.max(here, 0)].click();
    return true;
  }
  if (key !== "j" && key !== "k") return false;
  const next = key === "j" ? Math.min(here + 1, rows.length - 1) : Math.max(here - 1, 0);
  rows[next].focus({ preventScroll: true });
  rows[next].scrollIntoView({ block: "nearest" });
  return true;
}

function answer(event) {
  const fresh = event.timeStamp - begunAt < SEQUENCE_MS;
  const keys = begun && fresh ? `${begun} ${event.key}` : event.key;
  begun = "";
  const element = claimant(keys) ?? (keys === event.key ? null : claimant(event.key));
  if (element) {
    press(element);
    return true;
  }
  if (document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) {
    begun = event.key;
    begunAt = event.timeStamp;
    return true;
  }
  return walk(event.key);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key.length !== 1 || document.querySelector("dialog[open]")) return;
  if (isTyping(event.target)) return;
  if (answer(event)) event.preventDefault();
});

/* Escape leaves a field, so that the keys work again. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTyping(event.target) && !event.defaultPrevented) event.target.blur();
});
