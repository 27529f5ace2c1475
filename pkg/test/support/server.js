/** A web server for one folder, on a free port. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * @param {string} root
 * @param {{ at?: string, pages?: Record<string, string>, headers?: Record<string, string> }} [options]
 *   at: the path of the folder on the server; pages: those that are no files
 */
export async function serve(root, { at = "/", pages = {}, headers = {} } = {}) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    try {
      const body = pages[path] ?? (await readFile(join(root, fileOf(path, at))));
      response.writeHead(200, { "content-type": TYPES[extname(path) || ".html"] ?? "application/octet-stream", ...headers });
      response.end(body);
    } catch {
      // Browsers ask for an icon; its absence would count as an error of the page.
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param {string} path @param {string} at */
function fileOf(path, at) {
  if (!path.startsWith(at)) throw new Error(`${path} is not in ${at}`);
  const file = normalize(`/${decodeURIComponent(path.slice(at.length))}`);
  return file.endsWith("/") ? `${file}index.html` : file;
}
