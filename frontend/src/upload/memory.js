/** Remembers in this browser where a file is being uploaded to, so that choosing it again goes on where it stopped. */
import { keep, recall as recallAll } from "../behaviour/keeping.js";

const STORE = "zhixing-uploads";
const KEEP_DAYS = 7;

/** What tells a file apart from others without reading it. */
export function fingerprint(file, createUrl) {
  return [createUrl, file.name, file.size, file.lastModified].join("|");
}

export function recall(print) {
  const found = read()[print];
  return found && Date.now() - found.at < KEEP_DAYS * 86_400_000 ? found : null;
}

export function remember(print, answer) {
  const fresh = Object.entries(read()).filter(([, entry]) => Date.now() - entry.at < KEEP_DAYS * 86_400_000);
  keep(STORE, { ...Object.fromEntries(fresh), [print]: { ...answer, at: Date.now() } });
}

export function forget(print) {
  const all = read();
  delete all[print];
  keep(STORE, all);
}

function read() {
  return recallAll(STORE, {});
}
