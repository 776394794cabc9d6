/** The course that dropped files go to, and the page catching up with what was uploaded. */
export function startTarget() {
  const target = document.querySelector("[data-upload-target]");
  const drop = document.querySelector("[data-upload]");
  target?.addEventListener("change", () => {
    drop.dataset.createUrl = target.value;
  });
  // Files that this page sends have a row of their own; the list from the server leaves them out.
  const without = document.getElementById("files-without");
  if (without) {
    drop?.addEventListener("upload:created", (event) => {
      without.value = [without.value, event.detail.asset_id].filter(Boolean).join(",");
    });
  } else {
    drop?.addEventListener("upload:settled", () => location.reload());
  }
}
