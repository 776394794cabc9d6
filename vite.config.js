/**
 * Builds what the browser gets: every `frontend/src/entries/NAME.js` becomes `static/built/NAME.js`, the CSS that an entry
 * imports becomes `NAME.css`, and the icons named in `frontend/src/icons/names.json` become one `sprite.svg`.
 * Entry names stay free of hashes: Django's manifest storage adds its own. Shared chunks carry theirs.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { defineConfig } from "vite";

const source = resolve(import.meta.dirname, "frontend/src");
const entries = Object.fromEntries(
  readdirSync(join(source, "entries"))
    .filter((file) => file.endsWith(".js"))
    .map((file) => [basename(file, ".js"), join(source, "entries", file)]),
);

/** One `<symbol>` for each name, drawn in the colour and line of the text around it. */
function drawSprite() {
  const names = JSON.parse(readFileSync(join(source, "icons/names.json"), "utf8"));
  const symbols = names.map((name) => {
    const icon = readFileSync(resolve(import.meta.dirname, `node_modules/lucide-static/icons/${name}.svg`), "utf8");
    const shapes = icon.slice(icon.indexOf(">", icon.indexOf("<svg")) + 1, icon.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

const sprite = {
  name: "icon-sprite",
  buildStart() {
    this.addWatchFile(join(source, "icons/names.json"));
  },
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "sprite.svg", source: drawSprite() });
  },
};

export default defineConfig({
  root: source,
  base: "./",
  publicDir: false,
  plugins: [sprite],
  build: {
    outDir: resolve(import.meta.dirname, "static/built"),
    emptyOutDir: true,
    target: ["chrome105", "safari16", "firefox121"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 4096,
    rollupOptions: {
      input: entries,
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
