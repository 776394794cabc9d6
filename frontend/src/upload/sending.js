/**
 * Sends one file, going on by itself after a cut, and from the right place after the page was left: by tus 1.0 to the site, or in
 * parts into its bucket, as the server's answer says (`protocol`: `tus` or `parts`).
 */
import { Upload } from "tus-js-client";

import { csrfToken } from "../behaviour/csrf.js";
import { fingerprint, forget, recall, remember } from "./memory.js";
import { Parts } from "./parts.js";
import { words } from "./words.js";

const PART = 16 * 2 ** 20;
const RETRIES = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000];

const NO_ROOM = 507;

export class Refusal extends Error {}

export class Sending {
  /** `on` has `created(answer)`, `progress(percent, note)`, `finished(answer)` and `failed(sentence, {final})`. */
  constructor(file, { createUrl, on }) {
    this.file = file;
    this.createUrl = createUrl;
    this.on = on;
    this.print = fingerprint(file, createUrl);
    this.answer = null;
    this.sender = null;
    this.stopped = false;
  }

  /** Begin, or go on where the server says; `known` is an upload of this file that the server listed. */
  async start(known = null) {
    this.stopped = false;
    this.began = null;
    try {
      this.answer ??= known ?? recall(this.print) ?? (await this.create());
    } catch (error) {
      this.on.failed(error instanceof Refusal ? error.message : words.failed, { final: error instanceof Refusal });
      return;
    }
    if (this.stopped) return;
    remember(this.print, this.answer);
    this.on.created(this.answer);
    this.send();
  }

  /** Ask the page's server for room; its refusals are sentences for people. */
  async create() {
    const response = await fetch(this.createUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ file_name: this.file.name, size: this.file.size, content_type: this.file.type }),
    });
    if (response.ok) return response.json();
    const body = await response.json().catch(() => ({}));
    if (response.status === 401) throw new Refusal(words.signedOut);
    if (response.status < 500 && body.message) throw new Refusal(body.message);
    throw new Error(`status ${response.status}`);
  }

  send() {
    this.sender = this.answer.protocol === "parts" ? this.inParts() : this.byTus();
    this.sender.start();
  }

  inParts() {
    return new Parts(this.file, this.answer.parts_url, {
      progress: (sent, total) => this.onProgress(sent, total),
      waiting: () => this.on.progress(null, words.offline),
      success: () => this.onSuccess(),
      error: (status, message) => this.onFailure(status, message),
    });
  }

  byTus() {
    return new Upload(this.file, {
      uploadUrl: this.answer.upload_url,
      chunkSize: PART,
      retryDelays: RETRIES,
      storeFingerprintForResuming: false,
      removeFingerprintOnSuccess: false,
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", csrfToken()),
      onShouldRetry: (error) => this.mayGoOn(error),
      onProgress: (sent, total) => this.onProgress(sent, total),
      onSuccess: () => this.onSuccess(),
      onError: ({ originalResponse }) => this.onFailure(originalResponse?.getStatus() ?? 0, originalResponse?.getBody() ?? ""),
    });
  }

  onSuccess() {
    forget(this.print);
    this.on.finished(this.answer);
  }

  onProgress(sent, total) {
    const now = Date.now();
    this.began ??= { at: now, sent };
    const rate = (sent - this.began.sent) / (now - this.began.at + 1);
    const left = rate > 0 && now - this.began.at > 3000 ? words.left((total - sent) / rate / 60_000) : "";
    this.on.progress(Math.floor((sent / total) * 100), [words.size(total), left].filter(Boolean).join("，"));
  }

  mayGoOn(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    if (!status) this.on.progress(null, words.offline);
    if (status === 423) this.on.progress(null, words.busy);
    if (status === NO_ROOM) this.on.progress(null, error.originalResponse.getBody());
    return !status || status >= 500 || status === 409 || status === 423 || status === 460;
  }

  onFailure(status, message) {
    if (status === 404 || status === 410 || (status === 409 && this.answer.protocol === "parts")) {
      forget(this.print);
      this.answer = null;
      this.on.failed(words.gone, { final: false });
    } else if (status === 401 || status === 403) {
      this.on.failed(words.signedOut, { final: false });
    } else {
      const isSaid = (status >= 400 && status < 500) || status === NO_ROOM;
      this.on.failed((isSaid && message) || words.failed, { final: false });
    }
  }

  pause() {
    this.stopped = true;
    this.sender?.abort();
  }

  /** Drop the upload here and on the server. */
  async drop() {
    this.pause();
    forget(this.print);
    if (!this.answer) return;
    await fetch(this.answer.upload_url, {
      method: "DELETE",
      headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrfToken() },
    }).catch(() => {});
  }
}
