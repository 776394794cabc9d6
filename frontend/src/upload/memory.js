/** Remembers in this browser where a file is being uploaded to, so that choosing it again goes on where it stopped. */
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
  write({ ...Object.fromEntries(fresh), [print]: { ...answer, at: Date.now() } });
}

export function forget(print) {
  const all = read();
  delete all[print];
  write(all);
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    return {};
  }
}

function write(all) {
  try {
    localStorage.setItem(STORE, JSON.stringify(all));
  } catch {
    /* not remembered then; the server still lists what is unfinished */
  }
}
