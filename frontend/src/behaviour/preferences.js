/**
 * The server sets the theme; "as the device has it" is the default. The one thing only the browser knows is which
 * colours the device asks for, so the switch offers the other ones: without script it always offers the dark theme first.
 */
export function startPreferences() {
  const root = document.documentElement;
  if (root.dataset.theme || !matchMedia("(prefers-color-scheme: dark)").matches) return;
  for (const button of document.querySelectorAll("button[name=theme][data-switch]")) button.value = "light";
}
