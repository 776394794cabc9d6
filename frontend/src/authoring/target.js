/** The course that dropped files go to, and looking after the list of files while uploads run. */
import htmx from "htmx.org";

export function startTarget() {
  const target = document.querySelector("[data-upload-target]");
  const drop = document.querySelector("[data-upload]");
  target?.addEventListener("change", () => {
    drop.dataset.createUrl = target.value;
  });
  drop?.addEventListener("upload:created", () => {
    const files = document.getElementById("files");
    if (files) htmx.trigger(files, "refresh");
  });
}
