/** Times of captions: `00:01:02.500` in the fields, milliseconds in between. */
const CLOCK = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?$/;

/** Milliseconds of what somebody typed; NaN when it is no time. */
export function readClock(text) {
  const found = text.trim().replaceAll("：", ":").replaceAll("．", ".").match(CLOCK);
  if (!found) return Number.NaN;
  const [, hours, minutes, seconds, rest] = found;
  return ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number((rest ?? "").padEnd(3, "0"));
}

export function writeClock(milliseconds) {
  const whole = Math.max(0, Math.round(milliseconds));
  const two = (number) => String(number).padStart(2, "0");
  const seconds = Math.floor(whole / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  return `${clock}.${String(whole % 1000).padStart(3, "0")}`;
}
