/**
 * What a download of the package costs: raw, as gzip -9 and as brotli 11. Fails above a budget.
 *
 *     node size.js <file>=<bytes after brotli> …
 */
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const budgets = process.argv.slice(2).map((argument) => {
  const [name, budget] = argument.split("=");
  if (!(Number(budget) > 0)) throw new Error(`\`${argument}\` must be a file and a number of bytes`);
  return { name, budget: Number(budget) };
});

for (const name of [...budgets.map(({ name }) => name), "index.js", "slim.js", "full.js", "full-slim.js", "shared.js"]) {
  const { raw, gzip, brotli } = measure(name);
  console.log(`${name.padEnd(28)}${bytes(raw)} raw${bytes(gzip)} gzip -9${bytes(brotli)} brotli 11`);
}

for (const { name, budget } of budgets) {
  const { brotli } = measure(name);
  console.log(`${name}: ${brotli} of ${budget} bytes allowed (brotli 11)`);
  if (brotli > budget) {
    console.error(`${name} is ${brotli - budget} bytes over the budget`);
    process.exitCode = 1;
  }
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
