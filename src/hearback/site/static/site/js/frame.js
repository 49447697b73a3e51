/* Small manners of every page: menus close, notes go away, dialogs open in place, selects apply themselves. */

import "./theme.js";

const NOTE_STAYS_MS = 8000;

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (held) menu.querySelector("summary").focus();
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));

  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest("[data-flash]").remove();

  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
  if (event.target.matches("dialog")) event.target.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
  moveInMenu(event);
});

/* Arrows walk through an open menu, as people expect of menus. */
function moveInMenu(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu || event.target.matches("input, textarea, select")) return;
  const choices = [...menu.querySelectorAll(".menu-choice")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  const here = choices.indexOf(document.activeElement);
  const next = here < 0 && step < 0 ? choices.length - 1 : (here + step + choices.length) % choices.length;
  event.preventDefault();
  choices[next]?.focus();
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
});

/* A button that has been pressed says so, and is not pressed twice. */
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog" || !event.submitter) return;
  const pressed = event.submitter;
  if (event.target.method === "post") setTimeout(() => pressed.setAttribute("aria-disabled", "true"));
  if (pressed.getAttribute("aria-disabled") === "true") event.preventDefault();
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const pressed of document.querySelectorAll("button[aria-disabled]")) pressed.removeAttribute("aria-disabled");
});

/* Notes leave by themselves, unless somebody is reading them or could still undo by keyboard. */
function letGo(note) {
  setTimeout(() => {
    if (note.matches(":hover, :focus-within")) letGo(note);
    else note.remove();
  }, NOTE_STAYS_MS);
}

function watchNotes(place) {
  for (const note of place.querySelectorAll("[data-flash]:not([data-watched])")) {
    note.dataset.watched = "";
    letGo(note);
  }
}

const notes = document.getElementById("flashes");
if (notes) {
  watchNotes(notes);
  new MutationObserver(() => watchNotes(notes)).observe(notes, { childList: true, subtree: true });
}
