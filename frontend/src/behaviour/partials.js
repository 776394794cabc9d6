/**
 * htmx, set up for a strict Content-Security-Policy (no eval, no injected style) and for Django's CSRF check.
 * Answers with a status of 422 are shown where the form asked: they carry the messages beside the fields.
 */
import htmx from "htmx.org";

import { csrfToken } from "./csrf.js";
import { showToast } from "./toasts.js";
import { say } from "./words.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:responseError", (event) => {
  const tooFast = say("操作太快了，请等一会儿再试", "Too fast. Please wait a moment and try again");
  const failed = say("没有办成，请再试一次；还不行就打页面底部的电话", "This did not work. Please try again, or call the number below");
  showToast(event.detail.xhr.status === 429 ? tooFast : failed);
});

document.addEventListener("htmx:sendError", () => showToast(say("网络断了，您填的内容还在，连上后再试一次", "You are offline. What you typed is still here; try again once connected")));

export default htmx;
