/* A form whose answer takes a while says so on the button that was pressed; an upload shows how far it is. */

const FAST_MS = 400;

function wait(button) {
  if (!button?.dataset.pressed) return;
  button.dataset.words = button.textContent;
  button.textContent = button.dataset.pressed;
}

function bar(form) {
  const shown = document.createElement("div");
  shown.className = "progress";
  const words = document.createElement("p");
  words.textContent = form.dataset.upload;
  const progress = document.createElement("progress");
  progress.setAttribute("aria-label", form.dataset.upload);
  shown.append(words, progress);
  form.querySelector(".form-foot").append(shown);
  return { shown, progress };
}

/* The same request as the browser's own, with its progress shown; the answer's page takes this page's place. */
function upload(form) {
  const request = new XMLHttpRequest();
  const { shown, progress } = bar(form);
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    progress.max = event.total;
    progress.value = event.loaded;
  });
  request.addEventListener("load", () => {
    if (request.responseURL && new URL(request.responseURL).pathname !== new URL(form.action).pathname) {
      location.assign(request.responseURL);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.getElementById("main").replaceWith(document.adoptNode(page.getElementById("main")));
    document.querySelector("#main .field-error, #main .banner")?.scrollIntoView({ block: "center" });
  });
  request.addEventListener("error", () => {
    shown.remove();
    HTMLFormElement.prototype.submit.call(form);
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-patient]")) return;
  setTimeout(() => wait(event.submitter), FAST_MS);
  const file = form.querySelector("input[type=file]");
  if (form.dataset.upload && file?.files.length) {
    event.preventDefault();
    upload(form);
  }
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("[data-words]")) button.textContent = button.dataset.words;
});
