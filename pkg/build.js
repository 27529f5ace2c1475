/**
 * Makes `dist/` complete from `generated/` (the engine and its glue), `src/` and `types/`.
 *
 * `cargo xtask build` runs this last, and passes the workspace's version to compare with package.json.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { build } from "esbuild";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const { values } = parseArgs({ options: { version: { type: "string" } } });
if (values.version !== undefined && values.version !== version) {
  throw new Error(`package.json says version ${version}, the workspace ${values.version}`);
}

const WASM = "dist/matrix-push-rules.wasm";

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
optimise("generated/matrix_push_rules_bg.wasm", WASM);

const glue = await glueAsFunction();
await Promise.all([
  bundle("src/index.js", "esm", "dist/index.js"),
  bundle("src/index.js", "cjs", "dist/index.cjs"),
  bundle("src/slim.js", "esm", "dist/slim.js", "slim"),
  bundle("src/slim.js", "cjs", "dist/slim.cjs", "slim"),
  bundle("src/index.js", "esm", "dist/workerd.js", "workerd"),
]);
types();
for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) cpSync(`../${licence}`, `dist/${licence}`);

/**
 * The module after binaryen, which reads the features it may use from the module itself. Without inlining: the compiler
 * has done what is worth it, and functions with one caller compress better than what becomes of them inside another. The first kilobyte of the memory is where the stack would end, so
 * nothing is there.
 */
function optimise(from, to) {
  const options = ["-Oz", "--converge", "--low-memory-unused", "--skip-pass=inlining-optimizing", from, "-o", to];
  execFileSync(process.execPath, ["node_modules/binaryen/bin/wasm-opt", ...options], { stdio: "inherit" });
}

/**
 * Resolves `#glue` to a function that makes the glue that wasm-bindgen wrote, together with the state it keeps at the top
 * of its file. So nothing runs and nothing is kept by bundlers until the engine is really used, and an instance that has
 * trapped can be left behind for a fresh one.
 */
async function glueAsFunction() {
  const { outputFiles } = await build({
    // Not the default export, which fetches the module: where the module comes from is decided in `src/source`.
    stdin: { contents: 'export * from "./generated/matrix_push_rules.js";', resolveDir: "." },
    bundle: true,
    format: "iife",
    globalName: "glue",
    target: "es2022",
    write: false,
  });
  const contents = `export function createGlue() {\n${outputFiles[0].text}\nreturn glue;\n}`;
  return {
    name: "glue",
    setup(bundler) {
      bundler.onResolve({ filter: /^#glue$/ }, () => ({ path: "glue", namespace: "generated", sideEffects: false }));
      bundler.onLoad({ filter: /.*/, namespace: "generated" }, () => ({ contents, loader: "js" }));
    },
  };
}

/**
 * One file for one entry, with everything in it. The condition chooses where the module comes from (`#source` in
 * package.json). Nothing is minified: that is the application's own bundler's business, and stack traces stay readable.
 */
function bundle(entry, format, outfile, condition) {
  return build({
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    platform: "neutral",
    target: "es2022",
    conditions: condition === undefined ? [] : [condition],
    loader: condition === undefined ? { ".wasm": "base64" } : {},
    external: ["./matrix-push-rules.wasm"],
    plugins: [glue],
    logLevel: "warning",
  });
}

/** Type declarations for both module systems, from the one hand-written text. */
function types() {
  for (const name of ["index", "slim"]) {
    const text = readFileSync(`types/${name}.d.ts`, "utf8");
    writeFileSync(`dist/${name}.d.ts`, text);
    writeFileSync(`dist/${name}.d.cts`, text.replaceAll('"./index.js"', '"./index.cjs"'));
  }
  writeFileSync("dist/matrix-push-rules.wasm.d.ts", wasmTypes("export default module;"));
  writeFileSync("dist/matrix-push-rules.wasm.d.cts", wasmTypes("export = module;"));
}

function wasmTypes(exported) {
  return `/** The engine's compiled module, for \`init\` of \`matrix-push-rules/slim\`. */
declare const module: WebAssembly.Module;
${exported}
`;
}
