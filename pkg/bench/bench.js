/**
 * `npm run bench`: this package and matrix-js-sdk's `PushProcessor` side by side, in Node and in headless Chromium.
 * `npm run bench -- --node` and `npm run bench -- --browser` run one of the two.
 *
 * Needs `dist/` (`cargo xtask build`). matrix-js-sdk is installed by the first run, into this folder.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HERE = fileURLToPath(new URL(".", import.meta.url));

const { values: only } = parseArgs({ options: { node: { type: "boolean" }, browser: { type: "boolean" } } });
if (!existsSync(`${HERE}../dist/index.js`)) {
  console.error("`pkg/dist` is missing; `cargo xtask build` makes it");
  process.exit(1);
}
installPeer();

if (!only.browser) {
  console.log(`Node ${process.versions.node}, matrix-js-sdk ${peerVersion()}\n`);
  const { run } = await import("./run.js");
  await run(console.log);
}
if (!only.node) {
  const { runInChromium } = await import("./chromium.js");
  await runInChromium(HERE, console.log, (version) => {
    console.log(`${only.browser ? "" : "\n"}Chromium ${version}, matrix-js-sdk ${peerVersion()}\n`);
  });
}

/** The peer in exactly the version of the lock: npm on an older Node would silently choose an older one. */
function installPeer() {
  const { packages } = JSON.parse(readFileSync(`${HERE}package-lock.json`, "utf8"));
  if (peerVersion() === packages["node_modules/matrix-js-sdk"].version) return;
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: HERE, stdio: "inherit" });
}

function peerVersion() {
  const manifest = `${HERE}node_modules/matrix-js-sdk/package.json`;
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : undefined;
}
