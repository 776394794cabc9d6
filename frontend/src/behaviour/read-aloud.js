/**
 * Read the main part of the page aloud with the device's own voice. Buttons: `data-reads`. They are hidden by the server
 * and appear here only where the device can speak.
 */
import { showToast } from "./toasts.js";
import { say } from "./words.js";

/** Long texts are spoken piece by piece: some browsers fall silent after fifteen seconds of one utterance. */
const PIECE = /[^。！？；\n]{1,120}[。！？；\n]?/gu;

export function startReadingAloud() {
  const voice = window.speechSynthesis;
  if (!voice) return;
  for (const button of document.querySelectorAll("[data-reads]")) {
    button.closest("[hidden]")?.removeAttribute("hidden");
    button.addEventListener("click", () => (voice.speaking ? stop(voice, button) : read(voice, button)));
  }
  window.addEventListener("pagehide", () => voice.cancel());
}

function stop(voice, button) {
  voice.cancel();
  button.setAttribute("aria-pressed", "false");
}

function read(voice, button) {
  const chosen = voice.getVoices().find(({ lang }) => lang.toLowerCase().startsWith(document.documentElement.lang.slice(0, 2).toLowerCase()));
  if (voice.getVoices().length && !chosen) {
    showToast(say("这台设备没有装中文语音，可以请家人在系统设置里加上", "This device has no voice for this language; it can be added in the system settings"));
    return;
  }
  const pieces = document.querySelector("main").innerText.match(PIECE) ?? [];
  const utterances = pieces.filter((text) => text.trim()).map((text) => utteranceOf(text, chosen));
  if (!utterances.length) return;
  utterances.at(-1).onend = () => button.setAttribute("aria-pressed", "false");
  utterances.forEach((utterance) => voice.speak(utterance));
  button.setAttribute("aria-pressed", "true");
}

function utteranceOf(text, chosen) {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = chosen?.lang ?? document.documentElement.lang;
  if (chosen) utterance.voice = chosen;
  utterance.rate = 0.9;
  return utterance;
}
