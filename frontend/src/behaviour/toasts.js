/**
 * A short message at the foot of the page, announced to screen readers, gone after a while or at a press.
 * `action` adds one button: `{ label, run }`, for undoing what was just done.
 */
import { say } from "./words.js";

const SECONDS_SHOWN = 8;

export function showToast(message, action = null) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.append(Object.assign(document.createElement("p"), { textContent: message }));
  if (action) toast.append(buttonFor(toast, action.label, action.run));
  toast.append(buttonFor(toast, say("知道了", "Got it")));
  toastPlace().append(toast);
  setTimeout(() => toast.remove(), SECONDS_SHOWN * 1000);
}

function buttonFor(toast, label, run = null) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--slim", textContent: label });
  button.addEventListener("click", () => {
    toast.remove();
    run?.();
  });
  return button;
}

function toastPlace() {
  const place = document.querySelector(".toasts") ?? document.createElement("div");
  if (!place.isConnected) {
    place.className = "toasts";
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  return place;
}
