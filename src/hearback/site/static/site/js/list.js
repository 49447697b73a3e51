/* The list beside the conversation: which row is open, and that the newest words are in sight. */

function markOpenRow() {
  const rows = document.querySelectorAll("[data-row]");
  for (const row of rows) {
    if (row.pathname === location.pathname) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

function showOpenRow() {
  document.querySelector(".pane-list [data-row][aria-current]")?.scrollIntoView({ block: "nearest" });
}

/* The latest message stands at the top of the pane, unless it is the first one or the whole thread fits. */
function showLatest() {
  const pane = document.querySelector(".pane-read");
  const latest = document.getElementById("latest");
  if (!pane || !latest?.closest("li")?.previousElementSibling) return;
  const head = pane.querySelector(".talk-head");
  const scroller = getComputedStyle(pane).overflowY === "visible" ? document.scrollingElement : pane;
  const above = scroller === pane ? pane.getBoundingClientRect().top + (head?.offsetHeight ?? 0) : 56;
  scroller.scrollTop += latest.getBoundingClientRect().top - above;
}

/* An answer that comes back from the server after a swap keeps the reader where the new words are. */
document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.detail.target?.matches?.("#main, #reading") && event.detail.elt?.id !== "main") return;
  markOpenRow();
  showOpenRow();
  showLatest();
});

document.addEventListener("htmx:pushedIntoHistory", markOpenRow);
showOpenRow();
if (!location.hash) showLatest();
