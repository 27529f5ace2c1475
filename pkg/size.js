/**
 * What a download of the package costs: raw, as gzip -9 and as brotli 11. Fails above the budget.
 *
 *     node size.js --wasm-brotli-budget <bytes>
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const { values } = parseArgs({ options: { "wasm-brotli-budget": { type: "string" } } });
const budget = Number(values["wasm-brotli-budget"]);
if (!(budget > 0)) throw new Error("--wasm-brotli-budget must be a number of bytes");

const WASM = "matrix-push-rules.wasm";
const sizes = [WASM, "index.js", "slim.js"].map((name) => ({ name, ...measure(name) }));
for (const { name, raw, gzip, brotli } of sizes) {
  console.log(`${name.padEnd(24)}${bytes(raw)} raw${bytes(gzip)} gzip -9${bytes(brotli)} brotli 11`);
}

const { brotli } = sizes[0];
console.log(`${WASM}: ${brotli} of ${budget} bytes allowed (brotli 11)`);
if (brotli > budget) {
  console.error(`${WASM} is ${brotli - budget} bytes over the budget`);
  process.exitCode = 1;
}

function measure(name) {
  const content = readFileSync(new URL(`dist/${name}`, import.meta.url));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return {
    raw: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
    brotli: brotliCompressSync(content, { params }).length,
  };
}

function bytes(count) {
  return String(count).padStart(9);
}
