/**
 * What can be done to a list of sentences. Each is `{start, end, text}` with its times as typed; every function returns a new
 * list and the number of the sentence to go on with. What is wrong in them is judged by the server.
 */
import { readClock, writeClock } from "./times.js";

const NEW_MS = 2000;

const replaced = (cues, at, count, ...others) => [...cues.slice(0, at), ...others, ...cues.slice(at + count)];

/** Cut sentence `at` before character `caret`; in time at `nowMs` where that lies inside, else as the words are divided. */
export function split(cues, at, caret, nowMs) {
  const cue = cues[at];
  const place = caret > 0 && caret < cue.text.length ? caret : middle(cue.text);
  const [from, to] = [readClock(cue.start), readClock(cue.end)];
  const share = from + (to - from) * (cue.text ? place / cue.text.length : 0.5);
  const cut = writeClock(nowMs > from + 100 && nowMs < to - 100 ? nowMs : share);
  const parts = [
    { start: cue.start, end: cut, text: cue.text.slice(0, place).trim() },
    { start: cut, end: cue.end, text: cue.text.slice(place).trim() },
  ];
  return [replaced(cues, at, 1, ...parts), at + 1];
}

/** After the mark nearest to the middle of the words, else in the middle. */
function middle(text) {
  const half = Math.ceil(text.length / 2);
  const marks = [...text.matchAll(/[，。！？；、,.!?;\s]+/g)].map((mark) => mark.index + mark[0].length);
  const inside = marks.filter((place) => place > 0 && place < text.length);
  return inside.sort((a, b) => Math.abs(a - half) - Math.abs(b - half))[0] ?? half;
}

/** Join sentence `at` with the one after it. */
export function merge(cues, at) {
  const [one, next] = [cues[at], cues[at + 1]];
  if (!next) return [cues, at];
  const gap = /[A-Za-z0-9,.!?;]$/.test(one.text) && /^[A-Za-z0-9]/.test(next.text) ? " " : "";
  return [replaced(cues, at, 2, { start: one.start, end: next.end, text: one.text + gap + next.text }), at];
}

/** Put an empty sentence after sentence `at` (-1: before all), from `fromMs` on and not into the one after it. */
export function add(cues, at, fromMs) {
  const next = cues[at + 1] ? readClock(cues[at + 1].start) : Number.NaN;
  const to = fromMs + NEW_MS > next && next > fromMs + 200 ? next : fromMs + NEW_MS;
  return [replaced(cues, at + 1, 0, { start: writeClock(fromMs), end: writeClock(to), text: "" }), at + 1];
}

export function remove(cues, at) {
  return [replaced(cues, at, 1), Math.min(at, cues.length - 2)];
}

/** Move the times of all sentences from number `at` on; what cannot be read as a time stays. */
export function shift(cues, at, byMs) {
  const moved = (clock) => (Number.isNaN(readClock(clock)) ? clock : writeClock(readClock(clock) + byMs));
  return cues.map((cue, number) => (number < at ? cue : { ...cue, start: moved(cue.start), end: moved(cue.end) }));
}

/** The number of the sentence shown at `ms`; -1 when there is none. */
export function shownAt(cues, ms) {
  return cues.findLastIndex((cue) => readClock(cue.start) <= ms && ms < readClock(cue.end));
}

/** The number of the last sentence that has begun at `ms`; -1 before the first. */
export function begunAt(cues, ms) {
  return cues.findLastIndex((cue) => readClock(cue.start) <= ms);
}

/** The sentences as a caption file. */
export function asFile(cues) {
  return `WEBVTT\n\n${cues.map(({ start, end, text }) => `${start} --> ${end}\n${text}\n`).join("\n")}`;
}
