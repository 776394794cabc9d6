/**
 * When the video is wanted: as soon as the page itself is there, sooner when somebody reaches for the player. Until then the
 * line and the processor belong to what is read and pressed.
 */
export function whenWanted(video) {
  const signs = new AbortController();
  const once = { once: true, signal: signs.signal };
  return new Promise((resolve) => {
    const wanted = () => {
      signs.abort();
      resolve();
    };
    if (document.readyState === "complete") wanted();
    window.addEventListener("load", wanted, once);
    video.addEventListener("play", wanted, once);
    (video.closest("[data-player]") ?? video).addEventListener("pointerdown", wanted, once);
  });
}
