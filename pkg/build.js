/**
 * Makes `dist/` complete from `generated/` (the engine and its glue), `src/` and `types/`.
 *
 * `cargo xtask build` runs this last, and passes the workspace's version to compare with package.json.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { build } from "esbuild";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const { values } = parseArgs({ options: { version: { type: "string" } } });
if (values.version !== undefined && values.version !== version) {
  throw new Error(`package.json says version ${version}, the workspace ${values.version}`);
}

/** The builds of the engine: the entries that it is for, and its file. */
const ENGINES = [
  { name: "main", entry: "index", slim: "slim", workerd: "workerd", wasm: "matrix-push-rules.wasm" },
  { name: "full", entry: "full", slim: "full-slim", workerd: "full-workerd", wasm: "matrix-push-rules-full.wasm" },
];

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
for (const engine of ENGINES) {
  optimise(`generated/${engine.name}/matrix_push_rules_bg.wasm`, `dist/${engine.wasm}`);
  const { entry, slim, workerd } = engine;
  const bundle = await bundlerFor(engine);
  await Promise.all([
    bundle(entry, "esm", `${entry}.js`),
    bundle(entry, "cjs", `${entry}.cjs`),
    bundle(slim, "esm", `${slim}.js`, "slim"),
    bundle(slim, "cjs", `${slim}.cjs`, "slim"),
    bundle(entry, "esm", `${workerd}.js`, "workerd"),
  ]);
  types(entry, slim);
  wasmTypes(engine.wasm, slim);
}
await Promise.all([bundleShared("esm", "shared.js"), bundleShared("cjs", "shared.cjs")]);
for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) cpSync(`../${licence}`, `dist/${licence}`);

/**
 * The module after binaryen, which reads the features it may use from the module itself. What it does is chosen by what is
 * left after brotli. Functions with one caller become part of it only if they are tiny: others compress better by themselves.
 * What is computed twice stays so, and zeros between data stay where they are: brotli knows a text that it has seen before.
 * Functions stand in the order of their names, so that those of one kind are neighbours. The first kilobyte of the memory is
 * where the stack would end, so nothing is there.
 */
function optimise(from, to) {
  const without = ["local-cse", "memory-packing"].map((pass) => `--skip-pass=${pass}`);
  const inlining = ["--one-caller-inline-max-function-size=6", "--flexible-inline-max-function-size=2"];
  const options = ["-Oz", "--converge", "--low-memory-unused", ...without, ...inlining, "--reorder-functions-by-name"];
  execFileSync(process.execPath, ["node_modules/binaryen/bin/wasm-opt", ...options, from, "-o", to], { stdio: "inherit" });
}

/**
 * What makes the files of the entries of one engine.
 * @param {(typeof ENGINES)[number]} engine
 */
async function bundlerFor({ name, wasm }) {
  const contents = await glueAsFunction(name);
  /** What one entry imports that is decided here. */
  const imports = (format) => ({
    name: "imports",
    setup(bundler) {
      bundler.onResolve({ filter: /^#glue$/ }, () => ({ path: "glue", namespace: "generated", sideEffects: false }));
      bundler.onLoad({ filter: /.*/, namespace: "generated" }, () => ({ contents, loader: "js" }));
      bundler.onResolve({ filter: /^#wasm$/ }, () => ({ path: resolve("dist", wasm) }));
      bundler.onResolve({ filter: /\/matrix-push-rules\.wasm$/ }, () => ({ path: `./${wasm}`, external: true }));
      const shared = format === "cjs" ? "./shared.cjs" : "./shared.js";
      bundler.onResolve({ filter: /\/(errors|kept)\.js$/ }, () => ({ path: shared, external: true }));
    },
  });
  /** The condition chooses where the module comes from (`#source` in package.json). */
  return (entry, format, outfile, condition) =>
    build({
      ...oneFile(`src/${entry}.js`, format, outfile),
      conditions: condition === undefined ? [] : [condition],
      loader: { ".wasm": "base64" },
      plugins: [imports(format)],
    });
}

/** What all entries have in common (see `src/shared.js`). */
function bundleShared(format, outfile) {
  return build(oneFile("src/shared.js", format, outfile));
}

/** Nothing is minified: that is the application's own bundler's business, and stack traces stay readable. */
function oneFile(entry, format, outfile) {
  return {
    entryPoints: [entry],
    outfile: `dist/${outfile}`,
    format,
    bundle: true,
    platform: "neutral",
    target: "es2022",
    logLevel: "warning",
  };
}

/**
 * A function that makes the glue that wasm-bindgen wrote, together with the state it keeps at the top of its file: what
 * `#glue` is. So nothing runs and nothing is kept by bundlers until the engine is really used, and an instance that has
 * trapped can be left behind for a fresh one.
 */
async function glueAsFunction(name) {
  const { outputFiles } = await build({
    // Not the default export, which fetches the module: where the module comes from is decided in `src/source`.
    stdin: { contents: `export * from "./generated/${name}/matrix_push_rules.js";`, resolveDir: "." },
    bundle: true,
    format: "iife",
    globalName: "glue",
    target: "es2022",
    write: false,
  });
  return `export function createGlue() {\n${outputFiles[0].text}\nreturn glue;\n}`;
}

/** Type declarations for both module systems, from the one hand-written text. */
function types(...names) {
  for (const name of names) {
    const text = readFileSync(`types/${name}.d.ts`, "utf8");
    writeFileSync(`dist/${name}.d.ts`, text);
    writeFileSync(`dist/${name}.d.cts`, text.replaceAll(/"(\.\/[a-z-]+)\.js"/g, '"$1.cjs"'));
  }
}

function wasmTypes(wasm, slim) {
  for (const [extension, exported] of [["d.ts", "export default module;"], ["d.cts", "export = module;"]]) {
    const text = `/** The engine's compiled module, for \`init\` of \`matrix-push-rules/${slim.replace("-", "/")}\`. */
declare const module: WebAssembly.Module;
${exported}
`;
    writeFileSync(`dist/${wasm}.${extension}`, text);
  }
}
