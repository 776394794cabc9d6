/**
 * A search box with suggestions, after the ARIA combobox pattern: the focus stays in the box, the arrow keys move a
 * mark through the list, Enter takes the marked one or searches for what is typed, Escape closes the list.
 */
import { drawSuggestions } from "./listbox.js";
import { makeAsker } from "./suggestions.js";

/** Makes `input` a combobox that asks the address in `data-suggests`. */
export function startFinder(input) {
  const form = input.form;
  const labels = wordsOf(input);
  const sprite = form.querySelector("use")?.getAttribute("href").split("#")[0] ?? "";
  const box = makeBox(`${input.id}-suggestions`, labels.list);
  const voice = makeVoice();
  input.closest(".finder__row").append(box, voice);
  let options = [];
  let marked = -1;

  setAttributes(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": box.id, "aria-expanded": "false" });

  const ask = makeAsker(input.dataset.suggests, (text, items) => {
    if (text !== input.value || document.activeElement !== input) return;
    options = drawSuggestions(box, items, labels, sprite);
    open(options.length > 0);
    if (text.trim() !== "") voice.textContent = options.length ? labels.some.replace("{n}", options.length) : labels.none;
  });

  function open(isOpen) {
    mark(-1);
    box.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
  }

  function mark(number) {
    options[marked]?.setAttribute("aria-selected", "false");
    marked = number;
    const option = options[marked];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    return input.setAttribute("aria-activedescendant", option.id);
  }

  function take(option) {
    if (option.dataset.url) {
      location.assign(option.dataset.url);
      return;
    }
    input.value = option.dataset.text;
    open(false);
    form.requestSubmit();
  }

  function step(by) {
    if (box.hidden) return options.length ? open(true) : ask(input.value);
    const places = options.length + 1;
    return mark(((marked + 1 + by + places) % places) - 1);
  }

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Escape: () => (box.hidden ? false : open(false)),
    Enter: () => (marked < 0 || box.hidden ? false : take(options[marked])),
  };

  input.addEventListener("input", () => ask(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !keys[event.key]) return;
    if (keys[event.key]() !== false) event.preventDefault();
  });
  input.addEventListener("blur", () => open(false));
  form.addEventListener("submit", () => open(false));
  box.addEventListener("pointerdown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}

function wordsOf(input) {
  const found = Object.entries(input.dataset).filter(([name]) => name.startsWith("label"));
  return Object.fromEntries(found.map(([name, words]) => [name.slice(5).toLowerCase(), words]));
}

function makeBox(id, label) {
  const box = document.createElement("div");
  setAttributes(box, { class: "suggest", id, role: "listbox", "aria-label": label });
  box.hidden = true;
  return box;
}

/** Tells screen readers how many suggestions there are. */
function makeVoice() {
  const voice = document.createElement("p");
  setAttributes(voice, { class: "visually-hidden", role: "status" });
  return voice;
}

function setAttributes(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, value);
}
