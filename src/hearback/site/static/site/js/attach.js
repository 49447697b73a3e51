/* Files go up as soon as they are chosen, dropped or pasted, one after the other; sending waits for them.
   <form data-composer> with [data-files] inside, which the server renders again after each (components/files.html). */

const ways = new WeakMap();

function wayOf(form) {
  if (!ways.has(form)) ways.set(form, { last: Promise.resolve(), going: 0, failed: false, pressed: null });
  return ways.get(form);
}

const listOf = (form) => form.querySelector("[data-files]");

function say(form, sentence) {
  const list = listOf(form);
  list.querySelector("[data-told]")?.remove();
  if (!sentence) return;
  const told = document.createElement("p");
  told.className = "composer-note";
  told.dataset.told = "";
  told.setAttribute("role", "alert");
  told.textContent = sentence;
  list.prepend(told);
}

function line(form, file) {
  const shown = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  shown.className = "file";
  name.className = "file-name cut";
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  shown.append(name, bar);
  let place = listOf(form).querySelector(".files-list");
  if (!place) {
    place = document.createElement("ul");
    place.className = "files-list";
    listOf(form).append(place);
  }
  place.append(shown);
  return { shown, bar };
}

function send(form, file, bar) {
  const posted = new FormData();
  posted.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  posted.append("files", file, file.name);
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => (request.status === 200 ? done(request.responseText) : failed()));
    for (const broken of ["error", "abort", "timeout"]) request.addEventListener(broken, failed);
    request.open("POST", listOf(form).dataset.url);
    request.setRequestHeader("X-Draft", "1");
    request.send(posted);
  });
}

/* Lines of files that are still going up stay below the list that came. */
function show(form, html) {
  const waiting = [...listOf(form).querySelectorAll("li.file:not([data-file]):not(.file-gone)")];
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.querySelector("[data-files]");
  if (!fresh) throw new Error("no list");
  listOf(form).replaceWith(fresh);
  htmx.process(fresh);
  if (!waiting.length) return;
  const place = fresh.querySelector(".files-list") ?? fresh.appendChild(document.createElement("ul"));
  place.className = "files-list";
  place.append(...waiting);
}

const numbersIn = (form) => new Set([...listOf(form).querySelectorAll("[data-file]")].map((one) => one.dataset.file));

async function carry(form, file, placed) {
  const way = wayOf(form);
  const list = listOf(form);
  if (file.size > Number(list.dataset.most)) {
    say(form, list.dataset.tooLarge.replace("%s", file.name));
    way.failed = true;
    return;
  }
  const { shown, bar } = line(form, file);
  way.going += 1;
  way.last = way.last.then(async () => {
    const before = numbersIn(form);
    try {
      const html = await send(form, file, bar);
      shown.remove();
      show(form, html);
      const one = [...listOf(form).querySelectorAll("[data-file]")].find((entry) => !before.has(entry.dataset.file));
      if (!one) way.failed = true;
      else if (placed && one.dataset.mark) put(form, one.dataset.mark);
    } catch {
      shown.remove();
      way.failed = true;
      say(form, listOf(form).dataset.failed.replace("%s", file.name));
    }
    way.going -= 1;
    if (way.going === 0) goOn(form, way);
  });
  await way.last;
}

/* What was pressed while files were going up goes on when all of them are there. */
function goOn(form, way) {
  const pressed = way.pressed;
  way.pressed = null;
  if (pressed && !way.failed && form.isConnected) form.requestSubmit(pressed.isConnected ? pressed : undefined);
}

function take(form, files, placed = false) {
  const way = wayOf(form);
  if (way.going === 0) way.failed = false;
  say(form, "");
  for (const file of files) carry(form, file, placed);
}

/* A picture stands on a line of its own in the text. */
function put(form, mark) {
  const text = form.elements.text;
  const before = text.value.slice(0, text.selectionStart);
  const after = text.value.slice(text.selectionEnd);
  const gap = before && !before.endsWith("\n") ? "\n" : "";
  text.setRangeText(`${gap}${mark}${after.startsWith("\n") ? "" : "\n"}`, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-composer] .files-input")) return;
  const files = [...event.target.files];
  event.target.value = "";
  take(event.target.form, files);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-place]");
  if (button) put(button.form, button.dataset.place);
});

document.addEventListener("paste", (event) => {
  const form = event.target.closest?.("form[data-composer]");
  const files = [...(event.clipboardData?.files ?? [])];
  /* Office programs put a picture of the words beside the words; the words are meant. */
  if (!form || !listOf(form) || !files.length || event.clipboardData.types.includes("text/plain")) return;
  event.preventDefault();
  take(form, files, true);
});

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
const composerOf = (event) => {
  const form = event.target.closest?.("form[data-composer]");
  return form && listOf(form) ? form : null;
};

document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault(); /* A file that misses the form must not replace the page. */
  const form = composerOf(event);
  event.dataTransfer.dropEffect = form ? "copy" : "none";
  form?.toggleAttribute("data-dropping", true);
});

document.addEventListener("dragleave", (event) => {
  const form = composerOf(event);
  if (form && !form.contains(event.relatedTarget)) form.removeAttribute("data-dropping");
});

document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  const form = composerOf(event);
  if (!form) return;
  form.removeAttribute("data-dropping");
  take(form, event.dataTransfer.files);
});

document.addEventListener(
  "submit",
  (event) => {
    const way = ways.get(event.target);
    if (!way || way.going === 0) return;
    event.preventDefault();
    event.stopPropagation();
    way.pressed = event.submitter;
    say(event.target, listOf(event.target).dataset.waits);
  },
  true,
);

window.addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll("form[data-composer]")) if (ways.get(form)?.going) event.preventDefault();
});
