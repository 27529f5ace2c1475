/**
 * The package as users get it: packed, installed, and run by every runtime and through every bundler that matters,
 * without any configuration for it.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { answerOf, launch } from "./support/chromium.js";
import { project } from "./support/packed.js";
import { serve } from "./support/server.js";
import { expected } from "./consumers/apps/scenario.js";

const consumers = new URL("./consumers/", import.meta.url);
const tool = createRequire(consumers);
const load = (name) => import(tool.resolve(name));
const run = promisify(execFile);

/** @type {ReturnType<typeof project>} */
let installed;
/** @type {import("playwright-core").Browser} */
let browser;

before(async () => {
  installed = project("consumers/apps");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  installed?.remove();
});

const inApp = (path) => join(installed.app, path);

describe("runtimes", () => {
  for (const file of ["main.js", "main.cjs", "slim-node.js", "slim-node.cjs"]) {
    test(`Node, ${file}`, () => prints(process.execPath, [file]));
  }

  test("Deno", () => prints(binary("deno"), ["run", "--no-lock", "--node-modules-dir=manual", "main.js"]));

  for (const file of ["main.js", "main.cjs"]) {
    test(`Bun, ${file}`, () => prints(binary("bun"), ["--no-install", file]));
  }

  test("workerd", async () => {
    // What wrangler does: esbuild with the condition `workerd`, WebAssembly left as modules of their own.
    const { build } = await import("esbuild");
    const outdir = inApp("out/workerd");
    const { metafile } = await build({
      entryPoints: [inApp("worker.js")],
      bundle: true,
      format: "esm",
      conditions: ["workerd", "worker"],
      loader: { ".wasm": "copy" },
      outdir,
      metafile: true,
      absWorkingDir: installed.app,
    });
    const modules = Object.keys(metafile.outputs).filter((path) => path.endsWith(".wasm"));
    assert.equal(modules.length, 2);
    const { Miniflare } = await load("miniflare");
    const worker = new Miniflare({
      // It would fetch what Cloudflare knows of this machine's address.
      cf: false,
      compatibilityDate: "2026-07-01",
      modulesRoot: outdir,
      modules: [
        { type: "ESModule", path: join(outdir, "worker.js") },
        ...modules.map((path) => ({ type: "CompiledWasm", path: inApp(path) })),
      ],
    });
    try {
      assert.deepEqual(await (await worker.dispatchFetch("http://localhost/")).json(), expected);
    } finally {
      await worker.dispose();
    }
  });
});

describe("pages in Chromium", () => {
  test("an import map, no bundler, a strict content security policy", async () => {
    const dist = "./node_modules/matrix-push-rules/dist";
    const imports = { "matrix-push-rules": `${dist}/index.js`, "matrix-push-rules/full": `${dist}/full.js` };
    const page = `<!doctype html><title>import map</title>
      <script type="importmap" nonce="n">${JSON.stringify({ imports })}</script>
      <script type="module" src="./main.js"></script>`;
    await answersFrom(installed.app, {
      pages: { "/": page },
      headers: { "content-security-policy": "default-src 'self'; script-src 'self' 'nonce-n' 'wasm-unsafe-eval'" },
    });
  });

  test("esbuild", async () => {
    const { build } = await import("esbuild");
    await bundled("esbuild", (entryPoint, outfile) =>
      build({ entryPoints: [entryPoint], outfile, bundle: true, format: "esm", logLevel: "warning" }),
    );
  });

  test("rollup", () => bundled("rollup", rollup));

  test("webpack", () => bundled("webpack", webpack));

  test("webpack, slim", async () => {
    await webpack(inApp("slim-url.js"), inApp("out/webpack-slim/main.js"));
    await answersFrom(inApp("out/webpack-slim"), { pages: { "/": pageOf("main.js") } });
  });

  test("Vite, built, main and slim", async () => {
    const { build } = await load("vite");
    await build({
      root: installed.app,
      logLevel: "warn",
      build: { outDir: "out/vite", target: "es2022", rolldownOptions: { input: [inApp("index.html"), inApp("slim.html")] } },
    });
    await answersFrom(inApp("out/vite"), {}, "/index.html", "/slim.html");
  });

  test("Vite, development server, main and slim", async () => {
    const { createServer } = await load("vite");
    const server = await createServer({ root: installed.app, logLevel: "warn", server: { host: "127.0.0.1", port: 0 } });
    try {
      await server.listen();
      for (const page of ["index.html", "slim.html"]) {
        assert.deepEqual(await answerOf(browser, `${server.resolvedUrls?.local[0]}${page}`), expected);
      }
    } finally {
      await server.close();
    }
  });
});

describe("what is not used is left out", () => {
  const limit = 1000;
  const size = (path) => readFileSync(path).length;

  test("esbuild", async () => {
    const { build } = await import("esbuild");
    const outfile = inApp("out/shaken/esbuild.js");
    await build({ entryPoints: [inApp("only-error.js")], outfile, bundle: true, format: "esm", minify: true });
    assert.ok(size(outfile) < limit, `${size(outfile)} bytes`);
  });

  for (const [name, bundle] of Object.entries({ rollup, webpack })) {
    test(name, async () => {
      const outfile = inApp(`out/shaken/${name}.js`);
      await bundle(inApp("only-error.js"), outfile);
      assert.ok(size(outfile) < limit, `${size(outfile)} bytes`);
    });
  }
});

/** Runs a program in the app's folder and compares what it prints. */
async function prints(program, args) {
  const { stdout } = await run(program, args, { cwd: installed.app });
  assert.deepEqual(JSON.parse(stdout), expected);
}

/** The program of a package whose npm build is a binary for the platform. */
function binary(name) {
  return fileURLToPath(new URL(`node_modules/.bin/${name}`, consumers));
}

/** Bundles the main app to one file and opens it in a page. */
async function bundled(name, bundle) {
  const folder = inApp(`out/${name}`);
  await bundle(inApp("main.js"), join(folder, "main.js"));
  await answersFrom(folder, { pages: { "/": pageOf("main.js") } });
}

async function rollup(input, file) {
  const [{ rollup }, { nodeResolve }] = await Promise.all([load("rollup"), load("@rollup/plugin-node-resolve")]);
  const bundle = await rollup({ input, plugins: [nodeResolve()] });
  await bundle.write({ file, format: "es" });
}

async function webpack(entry, file) {
  const { default: webpack } = await load("webpack");
  const compiler = webpack({
    mode: "production",
    context: installed.app,
    entry,
    output: { path: join(file, ".."), filename: file.slice(file.lastIndexOf("/") + 1) },
  });
  const stats = await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  assert.ok(!stats.hasErrors(), stats.toString({ all: false, errors: true }));
}

function pageOf(script) {
  return `<!doctype html><title>bundled</title><script type="module" src="./${script}"></script>`;
}

/** Serves a folder and compares what its pages answer. */
async function answersFrom(folder, options, ...pages) {
  const server = await serve(folder, options);
  try {
    for (const page of pages.length === 0 ? ["/"] : pages) {
      assert.deepEqual(await answerOf(browser, server.url + page), expected);
    }
  } finally {
    await server.close();
  }
}
