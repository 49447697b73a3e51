/* A link that is to be handed on: copied by one press, or selected as a whole by a click into it. */

document.addEventListener("click", async (event) => {
  if (event.target.matches("[data-select]")) event.target.select();
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  } catch {
    /* Without permission to write there, the reader copies the selection. */
    field.select();
  }
});
