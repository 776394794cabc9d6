/** The player's words that change while it runs; everything else is written by the server. */
const WORDS = {
  zh: {
    play: "播放",
    pause: "暂停",
    speed: (rate) => `${rate} 倍速`,
    auto: "清晰度",
    sound: "只有声音",
    place: (now, all) => `${now}，共 ${all}`,
    clock: (h, m, s) => `${h ? `${h} 小时 ` : ""}${m} 分 ${String(s).padStart(2, "0")} 秒`,
    offline: "网络断了，连上后自动接着放；已经看的时长都记着",
    failed: "视频放不出来，请刷新页面再试；还不行就打页面底部的电话",
    locked: "第一次要按顺序看，先看完前面的",
    expired: "登录已经失效，请刷新页面再接着看",
  },
  en: {
    play: "Play",
    pause: "Pause",
    speed: (rate) => `Speed ${rate}×`,
    auto: "Quality",
    sound: "Sound only",
    place: (now, all) => `${now} of ${all}`,
    clock: (h, m, s) => `${h ? `${h} h ` : ""}${m} min ${s} s`,
    offline: "You are offline. Playing goes on once you are back; what you watched is kept",
    failed: "The video does not play. Reload the page; if that does not help, call the number at the end of the page",
    locked: "The first time, lessons are watched in order",
    expired: "You are signed out. Reload the page to go on",
  },
};

export const words = document.documentElement.lang.startsWith("en") ? WORDS.en : WORDS.zh;

/** Seconds as on a clock: `06:42`, from an hour on `1:02:03`. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

/** Seconds in words, for screen readers. */
export function spoken(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  return words.clock(Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60);
}
