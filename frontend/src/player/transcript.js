/** The transcript follows the video, and a click on a line (or any link with `data-t`, in seconds) plays from there. */
export class Transcript {
  constructor(video, seek) {
    this.box = document.querySelector("[data-transcript]");
    this.lines = [...(this.box?.querySelectorAll("[data-t]") ?? [])].map((link) => ({ link, at: Number(link.dataset.t) }));
    this.current = null;
    document.addEventListener("click", (event) => this.jump(event, seek));
    video.addEventListener("timeupdate", () => this.follow(video.currentTime));
  }

  jump(event, seek) {
    const link = event.target.closest?.("a[data-t]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    seek(Number(link.dataset.t), { play: true });
  }

  follow(seconds) {
    let found = null;
    for (const line of this.lines) {
      if (line.at > seconds + 0.05) break;
      found = line.link;
    }
    if (found === this.current) return;
    this.current?.removeAttribute("aria-current");
    found?.setAttribute("aria-current", "true");
    this.current = found;
    if (found) this.reveal(found);
  }

  /** Scroll inside the box only, and not while somebody reads or tabs in it. */
  reveal(link) {
    const { box } = this;
    if (box.matches(":hover, :focus-within") || box.scrollHeight <= box.clientHeight) return;
    box.scrollTop += link.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
  }
}
