// Copies the drawings named in icons.txt out of lucide-static into the Python package, which prints them inline.
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL("..", import.meta.url);
const names = readFileSync(new URL("icons.txt", here), "utf8").split(/\s+/).filter(Boolean).sort();
const icons = {};
for (const name of new Set(names)) {
  const svg = readFileSync(new URL(`node_modules/lucide-static/icons/${name}.svg`, here), "utf8");
  icons[name] = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>").trim();
}
const out = new URL("../src/acuerdo/console/icons.json", here);
writeFileSync(out, `${JSON.stringify(icons, null, 1)}\n`);
console.log(`${Object.keys(icons).length} icons`);
