/**
 * Forms marked `data-autosave` are saved a moment after the last key. The server answers with a new token, so that the
 * next save knows it follows this one; what could not be saved is said beside the field and stays on the page.
 */
import { say as word } from "../behaviour/words.js";

const PAUSE = 1500;
const RETRY = 8000;
const SITTING = Math.random().toString(36).slice(2) + Date.now().toString(36);

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);
}

function watch(form) {
  let timer = null;
  let running = false;
  let dirty = false;
  let failed = false;
  nameSitting(form);

  form.addEventListener("input", () => {
    dirty = true;
    plan(PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = failed = false;
  });
  // Leaving in the pause between the last key and its save, or while one is under way, which ends with the page: send what is
  // there, it outlives the page. Should the one under way have arrived after all, the server knows it by the name of this sitting.
  window.addEventListener("pagehide", () => {
    if ((dirty || running) && !form.dataset.sent) fetch(form.action || location.href, { ...request(form), keepalive: true });
  });
  window.addEventListener("beforeunload", (event) => {
    if (failed) event.preventDefault();
  });

  function plan(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  async function save() {
    if (running || form.dataset.sent) return;
    running = true;
    dirty = false;
    say(word("正在保存…", "Saving…"));
    try {
      const answer = await fetch(form.action || location.href, request(form));
      failed = !answer.ok;
      if (answer.ok) settle(form, await answer.json());
      else if (answer.status === 409 || answer.status === 403 || answer.status === 422) say((await answer.json()).message, true);
      else throw new Error(String(answer.status));
    } catch {
      dirty = failed = true;
      say(
        word("网络断了，没有保存。内容还在这一页，连上后自动再存。", "You are offline. Nothing is lost: this page saves again once you are back."),
        true,
      );
    } finally {
      running = false;
      if (dirty) plan(failed ? RETRY : PAUSE);
    }
  }

  function settle(form, { token, saved, errors }) {
    form.elements.token.value = token;
    for (const name of Object.keys(form.elements)) form.elements[name]?.removeAttribute?.("aria-invalid");
    const bad = Object.entries(errors);
    for (const [name] of bad) form.elements[name]?.setAttribute?.("aria-invalid", "true");
    const why = bad.map(([, text]) => text);
    say(bad.length ? word(`${saved}；没有存上：${why.join("；")}`, `${saved}. Not saved: ${why.join("; ")}`) : saved, bad.length > 0);
  }
}

function request(form) {
  return { method: "POST", headers: { Accept: "application/json" }, body: new FormData(form) };
}

/** Also the button sends the sitting's name: when it is pressed while a save is under way, the form's token is already an old one. */
function nameSitting(form) {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "sitting", value: SITTING });
  form.append(field);
}

function say(text, isBad = false) {
  const line = document.querySelector("[data-save-line]");
  if (!line) return;
  line.classList.toggle("is-bad", isBad);
  line.querySelector("span").textContent = text;
}
