/* What any page has to keep, looked at from inside: each check returns a list of sentences, [] when all is well. */
(() => {
  const EXHIBITS = ".design-read, .design-pane, .design-person"; // pieces of other pages, shown on the design page
  const FIELDS = "input:not([type=hidden], [type=submit]), select, textarea";
  const PRESSED = "a[href], button, summary";

  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const name = (element) => `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ""}.${[...element.classList].join(".")}`;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isSeen);

  /* Colours as the eye gets them. */
  const dot = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  function colour(words) {
    dot.clearRect(0, 0, 1, 1);
    dot.fillStyle = words;
    dot.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = dot.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }
  const over = (upper, lower) => [0, 1, 2].map((at) => upper[at] * upper[3] + lower[at] * (1 - upper[3])).concat(1);
  function light(seen) {
    const [red, green, blue] = seen.slice(0, 3).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function contrast(one, other) {
    const [low, high] = [light(one), light(other)].sort((left, right) => left - right);
    return (high + 0.05) / (low + 0.05);
  }
  function ground(element) {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      for (const part of ["::before", ""]) {
        if (part && !each.matches(".message-ours")) continue;
        const layer = colour(getComputedStyle(each, part || null).backgroundColor);
        if (layer[3] > 0) layers.push(layer);
      }
      if (layers.at(-1)?.[3] === 1) break;
    }
    return layers.reverse().reduce((lower, upper) => over(upper, lower), [255, 255, 255, 1]);
  }

  function texts() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!walker.currentNode.textContent.trim() || !isSeen(element)) continue;
      if (!element.closest(".unseen, .skip, script, style, noscript, option, :disabled")) found.push(element);
    }
    return found;
  }

  /* WCAG 2.2, 1.4.3: text stands out from its ground. */
  function faint() {
    const found = new Set();
    for (const element of texts()) {
      const style = getComputedStyle(element);
      const below = ground(element);
      const ratio = contrast(over(colour(style.color), below), below);
      const size = parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5)) found.add(`${name(element)}: ${ratio.toFixed(2)} (${element.textContent.trim().slice(0, 30)})`);
    }
    return [...found];
  }

  /* 1.4.11: the edge of a field stands out from what is around it. */
  function vague() {
    const found = [];
    for (const field of all(FIELDS)) {
      if (field.matches("[type=checkbox], [type=radio], [type=file]") || field.closest(".recipient, .select, .composer-sheet, .search")) continue;
      const ratio = contrast(colour(getComputedStyle(field).borderTopColor), ground(field.parentElement));
      if (ratio < 3) found.push(`${name(field)}: edge ${ratio.toFixed(2)}`);
    }
    return found;
  }

  /* Nothing has to be scrolled sideways, apart from tables in a place of their own. */
  function sideways() {
    const found = [];
    const scrollers = [document.scrollingElement, ...all(".pane, .page, .menu-sheet, .dialog-body")];
    for (const each of scrollers) {
      if (each.scrollWidth > each.clientWidth + 1) found.push(`${name(each)} is ${each.scrollWidth} wide in ${each.clientWidth}`);
    }
    for (const each of all("main *")) {
      if (each.closest(".table-scroll, .unseen, .cut") || each.closest("svg") !== null) continue;
      if (each.getBoundingClientRect().right > innerWidth + 1) found.push(`${name(each)} ends at ${Math.round(each.getBoundingClientRect().right)}`);
    }
    return found;
  }

  function called(element) {
    const ids = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const words = [element.getAttribute("aria-label"), ...ids.map((id) => document.getElementById(id)?.textContent)];
    for (const label of element.labels ?? []) words.push(label.textContent);
    for (const image of element.querySelectorAll("[role=img]:not([aria-hidden])")) words.push(image.getAttribute("aria-label"));
    if (!element.matches(FIELDS)) {
      const copy = element.cloneNode(true);
      for (const hidden of copy.querySelectorAll("[aria-hidden=true]")) hidden.remove();
      words.push(copy.textContent);
    }
    return words.filter(Boolean).join(" ").trim();
  }

  /* 1.1.1, 2.4.4, 3.3.2, 4.1.2: everything that is pressed, filled in or shown has a name. */
  function nameless() {
    const found = [...document.querySelectorAll(`${FIELDS}, ${PRESSED}, [role=img], progress, dialog`)].filter((each) => !called(each)).map(name);
    const pictures = [...document.querySelectorAll("img:not([alt])")].map(name);
    const silent = [...document.querySelectorAll("svg:not([role=img], [aria-hidden=true])")].filter((each) => !each.closest("[role=img], [aria-hidden=true], symbol"));
    return [...found, ...pictures, ...silent.map(name)];
  }

  /* Ids are one of a kind, and what is referred to is there. */
  function references() {
    const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
    const found = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `#${id} stands twice`);
    for (const each of document.querySelectorAll("[for], [aria-labelledby], [aria-describedby], [data-dialog], a[href^='#']")) {
      const target = (key) => (each.getAttribute(key) ?? "").split(" ");
      const wanted = ["for", "aria-labelledby", "aria-describedby", "data-dialog"].flatMap(target);
      wanted.push((each.getAttribute("href") ?? "").match(/^#(.*)/)?.[1] ?? "");
      found.push(...wanted.filter((id) => id && !document.getElementById(id)).map((id) => `${name(each)} refers to #${id}`));
    }
    return found;
  }

  /* 1.3.1, 2.4.1, 2.4.2, 2.4.6, 3.1.1: the page has a shape that can be heard. */
  function shape() {
    const found = [];
    if (!document.documentElement.lang) found.push("no language");
    if (!document.title.trim()) found.push("no title");
    if (all("main").length !== 1) found.push(`${all("main").length} main parts`);
    const navs = all("nav").filter((each) => !each.closest(EXHIBITS)).map((each) => each.getAttribute("aria-label") ?? "");
    if (navs.some((label, at) => !label || navs.indexOf(label) !== at)) found.push(`navigations are called ${navs.join(", ")}`);
    const heads = [...document.querySelectorAll("h1, h2, h3, h4")].filter((each) => each.checkVisibility() && !each.closest(EXHIBITS));
    const levels = heads.map((each) => Number(each.tagName[1]));
    if (levels.filter((level) => level === 1).length !== 1) found.push(`${levels.filter((level) => level === 1).length} first headings`);
    for (const [at, level] of levels.entries()) {
      if (level > (levels[at - 1] ?? 0) + 1) found.push(`a heading of level ${level} after ${levels[at - 1] ?? 0}: ${heads[at].textContent.trim()}`);
    }
    for (const list of document.querySelectorAll("ul, ol")) {
      if ([...list.children].some((child) => !child.matches("li, template, script"))) found.push(`${name(list)} holds more than its lines`);
    }
    for (const each of document.querySelectorAll("[tabindex]")) if (each.tabIndex > 0) found.push(`${name(each)} jumps the queue`);
    for (const each of document.querySelectorAll("a[href] :is(a, button, input, select), button :is(a, button, input)")) found.push(`${name(each)} lies in something that is pressed`);
    return found;
  }

  /* 2.5.8: what is pressed is 24 px large, unless it stands in a line of words or has room around it. */
  function small() {
    const places = all(`${PRESSED}, ${FIELDS}`).filter((each) => !each.closest(".unseen, .skip, .recipient"));
    const boxes = new Map(places.map((each) => [each, each.getBoundingClientRect()]));
    const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
    const found = [];
    for (const [each, box] of boxes) {
      if ((box.width >= 24 && box.height >= 24) || getComputedStyle(each).display === "inline" || each.labels?.length) continue;
      const [x, y] = middle(box);
      const crowded = [...boxes].some(([other, near]) => other !== each && !each.contains(other) && !other.contains(each) && near.right > x - 12 && near.left < x + 12 && near.bottom > y - 12 && near.top < y + 12);
      if (crowded) found.push(`${name(each)} is ${Math.round(box.width)} by ${Math.round(box.height)}`);
    }
    return found;
  }

  /* 2.4.7, 2.4.11: where the keyboard is can be seen. Looks at what is focused now. */
  function focus() {
    const held = document.activeElement;
    if (!held || held === document.body) return null;
    const shown = held.closest("label") && getComputedStyle(held).opacity === "0" ? held.closest("label") : held;
    const style = getComputedStyle(shown);
    const box = shown.getBoundingClientRect();
    const frame = held.closest("form"); // a composer is framed as a whole
    const framed = frame && parseFloat(getComputedStyle(frame).borderTopWidth) >= 1 && contrast(colour(getComputedStyle(frame).borderTopColor), ground(frame)) >= 3;
    const ring = framed || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none" || shown.matches(":has(:focus-visible)");
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return { name: name(held), ring, inside };
  }

  /* Nothing moves or changes its colour any more, but what moves for ever. */
  async function still() {
    const passing = document.getAnimations().filter((each) => each.effect.getTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map((each) => each.finished));
  }

  return { still, faint, vague, sideways, nameless, references, shape, small, focus, texts: () => texts().length };
})()
