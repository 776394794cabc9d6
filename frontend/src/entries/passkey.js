/** Says in plain words why a passkey did not work; the browser only tells programs. */
import { say } from "../behaviour/words.js";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.querySelector("[data-passkey-note]");
  if (!note) return;
  note.textContent =
    event.detail.exception?.name === "InvalidStateError"
      ? say("这台设备已经添加过了，不用再加。", "This device has been added already.")
      : say("没有完成。请再点一次，按设备的提示确认；还不行就用身份验证器。", "Not completed. Press again and confirm on your device; if that does not help, use the authenticator app.");
  note.hidden = false;
});
