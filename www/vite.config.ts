import { defineConfig } from "vite";

import { staticSite } from "./build/static-site.ts";

export default defineConfig({
  // The folder works from any path.
  base: "./",
  plugins: [staticSite()],
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the first answer needs is one file, also where parts of it are shared with what comes later.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "page", tags: ["$initial"] }] } } },
    // What comes later comes later: the engine's size is known and printed by the benchmark.
    chunkSizeWarningLimit: 1024,
  },
  server: { host: "127.0.0.1", fs: { allow: [".."] } },
  preview: { host: "127.0.0.1" },
});
