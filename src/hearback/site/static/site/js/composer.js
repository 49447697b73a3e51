/* The composer grows with the words and sends with Ctrl+Enter. */

const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");

function grow(text) {
  if (GROWS_BY_ITSELF) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-composer] textarea")) grow(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form[data-composer]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-send]"));
});

for (const text of document.querySelectorAll("[data-composer] textarea")) grow(text);
