// Builds tools/bare-flow.tsx into the folder named: the yardstick of `acuerdo bench canvas`.
import { fileURLToPath } from "node:url";
import { build } from "vite";

await build({
  root: fileURLToPath(new URL("..", import.meta.url)),
  configFile: false,
  logLevel: "error",
  build: {
    outDir: process.argv[2],
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "tools/bare-flow.tsx", preserveEntrySignatures: "strict", output: { entryFileNames: "island.js" } },
  },
});
