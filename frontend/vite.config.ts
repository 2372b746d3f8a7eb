import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

// One manifest for all pages; django-vite reads it. `base` is where Django serves the folder from.
export default defineConfig({
  base: "/static/dist/",
  plugins: [tailwindcss()],
  server: { port: 5173, strictPort: true, cors: { origin: /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/ } },
  build: {
    outDir: "../src/acuerdo/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    target: "es2022",
    // htmx holds an eval that allowEval:false never reaches; the build need not tell us each time.
    rolldownOptions: { checks: { eval: false }, input: ["console/main.ts", "portal/portal.css"] },
  },
});
