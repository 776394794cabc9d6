/**
 * Lessons of `[data-outline]` can be dragged by their grip, with mouse, pen or finger; near the window's edge the page follows.
 * The order is sent once, at the drop; when the server refuses it (somebody else rearranged meanwhile) the page is loaded again.
 * The buttons do the same without dragging: the keyboard stays with the lesson that was moved, and its new place is said.
 */
import { csrfToken } from "../behaviour/csrf.js";
import { showToast } from "../behaviour/toasts.js";
import { say } from "../behaviour/words.js";

const EDGE = 96;

export function startOutline() {
  const mark = () => document.querySelector("[data-outline]")?.classList.add("is-draggable");
  const line = statusLine();
  mark();
  document.addEventListener("htmx:afterSettle", (event) => {
    mark();
    stayWith(event.detail.requestConfig?.triggeringEvent?.submitter, line);
  });
  document.addEventListener("pointerdown", (event) => {
    const item = event.target.closest?.(".arrange__grip")?.closest(".arrange__item");
    if (item && event.button === 0) drag(item, event);
  });
}

/** The line that screen readers read out when its words change. */
function statusLine() {
  const line = document.createElement("p");
  line.className = "visually-hidden";
  line.setAttribute("role", "status");
  document.querySelector("main")?.append(line);
  return line;
}

/** Put the keyboard back on the button that moved a lesson, or on its twin when the lesson can go no further that way. */
function stayWith(pressed, line) {
  const button = pressed?.name === "to" && document.getElementById(pressed.id);
  if (!button) return;
  (button.disabled ? button.form.querySelector("button:enabled") : button)?.focus();
  line.textContent = say("现在是：", "Now: ") + button.closest(".arrange__item").querySelector(".arrange__name").textContent;
}

function drag(item, start) {
  start.preventDefault();
  const list = item.parentElement;
  const before = orderOf(list);
  let at = start;
  let frame = 0;
  item.classList.add("is-dragged");
  const place = () => {
    const over = document.elementFromPoint(at.clientX, at.clientY)?.closest(".arrange__item");
    if (!over || over === item || over.parentElement !== list) return;
    const box = over.getBoundingClientRect();
    list.insertBefore(item, at.clientY < box.top + box.height / 2 ? over : over.nextSibling);
  };
  const move = (event) => {
    at = event;
    place();
  };
  const follow = () => {
    const by = Math.min(at.clientY - EDGE, 0) + Math.max(at.clientY - (innerHeight - EDGE), 0);
    if (by && at !== start) {
      scrollBy({ top: by / 6, behavior: "instant" });
      place();
    }
    frame = requestAnimationFrame(follow);
  };
  const drop = () => {
    cancelAnimationFrame(frame);
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", drop);
    document.removeEventListener("pointercancel", drop);
    item.classList.remove("is-dragged");
    const after = orderOf(list);
    if (after.join() !== before.join()) send(list, after);
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
  follow();
}

function orderOf(list) {
  return [...list.querySelectorAll(".arrange__item")].map((item) => Number(item.dataset.lesson));
}

async function send(list, order) {
  const answer = await fetch(list.closest("[data-outline]").dataset.arrangeUrl, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify({ order }),
  }).catch(() => null);
  if (answer?.ok) {
    location.reload();
    return;
  }
  const offline = say("网络断了，顺序没有保存，请再试一次", "You are offline and the order was not saved. Please try again");
  showToast(answer ? (await answer.json()).message : offline, { label: say("刷新", "Reload"), run: () => location.reload() });
}
