/** The point of a cover picture that stays in view: two sliders, and a press on the picture that moves them. */
export function startFocus() {
  for (const form of document.querySelectorAll("[data-focus-form]")) {
    const picture = form.querySelector("[data-focus]");
    const point = picture.querySelector(".focus__point");
    const place = () => {
      point.style.setProperty("left", `${form.elements.x.value}%`);
      point.style.setProperty("top", `${form.elements.y.value}%`);
    };
    picture.addEventListener("click", (event) => {
      const box = picture.getBoundingClientRect();
      form.elements.x.value = Math.round(((event.clientX - box.left) / box.width) * 100);
      form.elements.y.value = Math.round(((event.clientY - box.top) / box.height) * 100);
      place();
    });
    form.addEventListener("input", place);
    place();
  }
}
