// Prints what a browser fetches for each entry, gzip of the built file.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../../src/acuerdo/static/dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.json", dist), "utf8"));
const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
for (const [name, entry] of Object.entries(manifest)) {
  for (const file of [entry.file, ...(entry.css ?? [])]) console.log(`${String(size(file)).padStart(7)} B gz  ${name} → ${file}`);
}
