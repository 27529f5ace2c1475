/** The package as users get it: packed, and installed from the tarball into a folder of its own. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PKG = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A project that has the package installed, and the given files in it.
 * @param {string} [files] a folder, relative to `test/`
 */
export function project(files) {
  const root = mkdtempSync(join(tmpdir(), "matrix-push-rules-"));
  const tarball = pack(root);
  const app = join(root, "app");
  if (files !== undefined) cpSync(join(PKG, "test", files), app, { recursive: true });
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  npm(["install", "--offline", "--no-package-lock", tarball], app);
  return { app, tarball, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function pack(folder) {
  const [{ filename }] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], PKG));
  return join(folder, filename);
}

function npm(args, cwd) {
  return execFileSync("npm", [...args, "--silent"], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
