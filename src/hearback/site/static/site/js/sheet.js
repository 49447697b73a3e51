/* A message as it was sent: its frame is as tall as what is in it, and goes away again when the words are asked for.
   The document in the frame cannot run anything; it is measured from here. */

const LONGEST = 30_000;

function fit(frame) {
  const inside = frame.contentDocument;
  if (!inside?.body) return;
  const root = inside.documentElement;
  const bar = root.scrollWidth > root.clientWidth + 1 ? 18 : 0;
  const height = Math.max(root.getBoundingClientRect().height, inside.body.scrollHeight);
  const edges = frame.offsetHeight - frame.clientHeight;
  frame.height = String(Math.min(Math.ceil(height) + bar + edges, LONGEST));
}

function follow(frame) {
  const inside = frame.contentDocument;
  if (!inside?.body || inside.location.href === "about:blank") return;
  frame.classList.add("sheet-fitted");
  fit(frame);
  new ResizeObserver(() => fit(frame)).observe(inside.body);
  inside.addEventListener("load", () => fit(frame), true);
}

document.addEventListener("load", (event) => {
  if (event.target.matches?.("iframe.sheet-frame")) follow(event.target);
}, true);
for (const frame of document.querySelectorAll("iframe.sheet-frame")) {
  if (frame.contentDocument?.readyState === "complete") follow(frame);
}

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-sheet-close]");
  if (!closer) return;
  const message = closer.closest(".message");
  closer.closest(".message-sheet").replaceChildren();
  message.querySelector(".message-as-sent")?.focus();
});
