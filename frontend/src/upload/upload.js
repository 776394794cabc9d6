/**
 * Many files at once into a page: drop zone, a row for each file, pause and resume, going on after the page was left.
 *
 *   <div data-upload data-create-url="…" data-status-url="…" [data-unfinished-url="…"] [data-max-bytes="…"]>
 *     <div class="drop" data-upload-drop> … <button type="button" data-upload-choose>选择文件</button>
 *       <input type="file" multiple hidden data-upload-input> </div>
 *     <ul class="files" data-upload-list></ul>  <p class="visually-hidden" role="status" data-upload-status></p>
 *   </div>
 *
 * Server: POST `data-create-url` with JSON `{file_name, size, content_type}` and the CSRF header answers 201 with
 * `{upload_url, protocol, parts_url, asset_id, …}`; a refusal is JSON `{code, message}`. Bytes go to `upload_url` by tus 1.0, or
 * in parts into the bucket when `protocol` is `parts`. GET `data-create-url` answers `{room}`, shown in `data-upload-room`.
 * Progress of processing is GET `data-status-url?ids=1,2` (the list that `/api/media/progress` gives); what can be continued is
 * GET `data-unfinished-url` (the list of `/api/media/uploads`).
 * Events on the element, detail `{file_name, ...answer}`: `upload:created`, `upload:sent`, `upload:settled` (plus `progress`).
 */
import { Row } from "./row.js";
import { Sending } from "./sending.js";
import { words } from "./words.js";

const AT_ONCE = 2;
const POLL_MS = 2000;

export function startUpload(root) {
  new UploadList(root).begin();
}

class UploadList {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector("[data-upload-list]");
    this.input = root.querySelector("[data-upload-input]");
    this.zone = root.querySelector("[data-upload-drop]") ?? root;
    this.status = root.querySelector("[data-upload-status]");
    this.sprite = root.querySelector("svg use")?.getAttribute("href").replace(/#.*$/, "") ?? "/static/built/sprite.svg";
    this.entries = [];
    this.watched = new Map();
    this.known = [];
  }

  begin() {
    this.root.querySelector("[data-upload-choose]")?.addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
    this.wireDrop();
    window.addEventListener("online", () => this.resumeAll());
    this.listUnfinished();
    this.showRoom();
    new MutationObserver(() => this.showRoom()).observe(this.root, { attributeFilter: ["data-create-url"] });
  }

  /** How much may still be uploaded to where the files go. */
  async showRoom() {
    const line = this.root.querySelector("[data-upload-room]");
    const answer = line ? await getJson(this.root.dataset.createUrl) : null;
    if (!answer?.room) return;
    line.textContent = answer.room;
    line.hidden = false;
  }

  wireDrop() {
    const { zone } = this;
    const hover = (on) => (event) => {
      event.preventDefault();
      zone.classList.toggle("is-hover", on);
    };
    zone.addEventListener("dragover", hover(true));
    zone.addEventListener("dragleave", hover(false));
    zone.addEventListener("drop", (event) => {
      hover(false)(event);
      this.add([...event.dataTransfer.files]);
    });
  }

  add(files) {
    for (const file of files) this.addFile(file);
    this.pump();
  }

  addFile(file) {
    const entry = { file, state: "waiting" };
    entry.row = new Row(this.list, this.sprite, file.name, (name) => this.act(entry, name));
    this.entries.push(entry);
    const wrong = this.faultOf(file);
    if (wrong) {
      this.fail(entry, wrong, true);
      return;
    }
    entry.sending = new Sending(file, { createUrl: this.root.dataset.createUrl, on: this.handlersFor(entry) });
    entry.known = this.takeKnown(file);
    entry.row.show({ buttons: ["remove"] });
  }

  faultOf(file) {
    const limit = Number(this.root.dataset.maxBytes) || Infinity;
    if (!file.size) return words.empty;
    return file.size > limit ? words.tooLarge(words.size(limit)) : "";
  }

  handlersFor(entry) {
    return {
      created: (answer) => this.tell("upload:created", entry, answer),
      progress: (percent, note) => {
        if (percent !== null) entry.percent = percent;
        entry.row.show({ note, percent: entry.percent ?? 0, steps: [{ label: words.uploading(entry.percent ?? 0), state: "now" }] });
      },
      finished: (answer) => {
        entry.state = "sent";
        entry.row.show({ note: words.processing, percent: 100, buttons: [], lines: [] });
        this.say(entry, words.processing);
        this.tell("upload:sent", entry, answer);
        this.showRoom();
        this.watch(answer.asset_id, entry);
        this.pump();
      },
      failed: (sentence, { final }) => {
        this.fail(entry, sentence, final);
        this.pump();
      },
    };
  }

  fail(entry, sentence, final) {
    entry.state = "failed";
    entry.row.show({ note: "", percent: null, steps: [], lines: [sentence], buttons: final ? ["remove"] : ["again", "remove"], bad: true });
    this.say(entry, sentence);
  }

  /** Send the next files, a few at a time. */
  pump() {
    const busy = this.entries.filter((entry) => entry.state === "sending").length;
    const next = this.entries.filter((entry) => entry.state === "waiting" && entry.sending).slice(0, Math.max(0, AT_ONCE - busy));
    for (const entry of next) this.send(entry);
  }

  send(entry) {
    entry.state = "sending";
    entry.row.show({ note: words.preparing, percent: entry.percent ?? 0, lines: [], buttons: ["pause", "remove"], bad: false });
    entry.sending.start(entry.known);
  }

  act(entry, name) {
    const acts = {
      pause: () => {
        entry.sending.pause();
        entry.state = "paused";
        entry.row.show({ note: words.paused, percent: entry.percent ?? 0, buttons: ["resume", "remove"] });
        this.say(entry, words.paused);
        this.pump();
      },
      resume: () => this.send(entry),
      again: () => this.send(entry),
      choose: () => this.input.click(),
      remove: () => {
        if (entry.state !== "sent") entry.sending?.drop();
        entry.row.remove();
        this.entries = this.entries.filter((other) => other !== entry);
        this.pump();
      },
    };
    acts[name]();
  }

  resumeAll() {
    for (const entry of this.entries) if (entry.state === "failed" && entry.sending?.answer) this.send(entry);
  }

  /** What was not finished before stands in the list until the same file is chosen again. */
  async listUnfinished() {
    const address = this.root.dataset.unfinishedUrl;
    if (!address) return;
    const answer = await getJson(address);
    for (const upload of answer ?? []) {
      const row = new Row(this.list, this.sprite, upload.file_name, (name) => name === "choose" && this.input.click());
      const percent = Math.floor((upload.offset / upload.size) * 100);
      row.show({ note: words.size(upload.size), percent, lines: [words.unfinished(percent)], buttons: ["choose"] });
      this.known.push({ upload, row });
    }
  }

  takeKnown(file) {
    const found = this.known.find(({ upload }) => upload.file_name === file.name && upload.size === file.size);
    if (!found) return null;
    this.known = this.known.filter((other) => other !== found);
    found.row.remove();
    return found.upload;
  }

  watch(assetId, entry) {
    this.watched.set(assetId, entry);
    this.poll();
  }

  /** Follow processing of everything sent from here until each rests. */
  async poll() {
    clearTimeout(this.timer);
    const ids = [...this.watched.keys()];
    if (!ids.length || !this.root.dataset.statusUrl) return;
    const found = await getJson(`${this.root.dataset.statusUrl}?ids=${ids.join(",")}`);
    for (const progress of found ?? []) this.showProgress(progress);
    this.timer = setTimeout(() => this.poll(), document.hidden ? POLL_MS * 5 : POLL_MS);
  }

  showProgress(progress) {
    const entry = this.watched.get(progress.asset_id);
    if (!entry) return;
    const stopped = Boolean(progress.refusal_text);
    entry.row.show({
      note: progress.state_label,
      percent: progress.is_final ? null : progress.percent,
      steps: progress.steps,
      lines: [progress.refusal_text, progress.next_step_text],
      buttons: progress.is_final ? ["remove"] : [],
      bad: stopped,
    });
    if (!progress.is_final) return;
    this.watched.delete(progress.asset_id);
    this.say(entry, progress.refusal_text || progress.state_label);
    this.tell("upload:settled", entry, { ...entry.sending.answer, progress });
  }

  say(entry, what) {
    if (this.status) this.status.textContent = words.announce(entry.file.name, what);
  }

  tell(name, entry, answer) {
    this.root.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { file_name: entry.file.name, ...answer } }));
  }
}

async function getJson(address) {
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
