/** The benchmark in a page: bundled by esbuild with both contenders in it, as an application would have them. */
import { build } from "esbuild";

import { launch } from "../test/support/chromium.js";
import { serve } from "../test/support/server.js";

/**
 * @param {string} folder
 * @param {(line: string) => void} print
 * @param {(version: string) => void} started
 */
export async function runInChromium(folder, print, started) {
  const { outputFiles } = await build({
    entryPoints: [`${folder}run.js`],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "warning",
  });
  const server = await serve(folder, {
    pages: { "/": "<!doctype html><title>bench</title>", "/bundle.js": outputFiles[0].text },
    // Isolated pages get a clock of 5 µs instead of 100 µs.
    headers: { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" },
  });
  const browser = await launch();
  try {
    started(browser.version());
    const page = await browser.newPage();
    await page.exposeFunction("print", print);
    await page.goto(server.url);
    await page.evaluate(async () => (await import("/bundle.js")).run(globalThis.print));
  } finally {
    await browser.close();
    await server.close();
  }
}
