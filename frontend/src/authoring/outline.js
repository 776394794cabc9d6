/**
 * Lessons of `[data-outline]` can be dragged by their grip, with mouse, pen or finger. The order is sent once, at the drop;
 * when the server refuses it (somebody else rearranged meanwhile) the page is loaded again. The buttons do the same without dragging.
 */
import { csrfToken } from "../behaviour/csrf.js";
import { showToast } from "../behaviour/toasts.js";
import { say } from "../behaviour/words.js";

export function startOutline() {
  const mark = () => document.querySelector("[data-outline]")?.classList.add("is-draggable");
  mark();
  document.addEventListener("htmx:afterSwap", mark);
  document.addEventListener("pointerdown", (event) => {
    const item = event.target.closest?.(".arrange__grip")?.closest(".arrange__item");
    if (item && event.button === 0) drag(item, event);
  });
}

function drag(item, start) {
  start.preventDefault();
  const list = item.parentElement;
  const before = orderOf(list);
  item.classList.add("is-dragged");
  const move = (event) => {
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest(".arrange__item");
    if (!over || over === item || over.parentElement !== list) return;
    const box = over.getBoundingClientRect();
    list.insertBefore(item, event.clientY < box.top + box.height / 2 ? over : over.nextSibling);
  };
  const drop = () => {
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
