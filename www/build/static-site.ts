/**
 * What turns the build into a site that can be put anywhere: the Content-Security-Policy, as a `<meta>` in the page and in
 * a `_headers` file for hosts that read one; the engine fetched while the scripts are still on their way; and a service
 * worker that has it all when there is no network.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

import type { Plugin } from "vite";

/**
 * Own scripts, own WebAssembly, nothing inline, no other origin. Connections go where a homeserver may be, for the
 * import that a person starts: anywhere encrypted, or to this machine.
 */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "worker-src 'self'",
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export function staticSite(): Plugin {
  return {
    name: "static-site",
    apply: "build",
    enforce: "post",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) => [
        { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY }, injectTo: "head-prepend" },
        ...Object.keys(bundle ?? {})
          // The one that the first answer needs; the whole engine comes later.
          .filter((file) => /matrix-push-rules-(?!full)[^/]*\.wasm$/.test(file))
          .map((file) => ({
            tag: "link",
            attrs: {
              rel: "preload",
              as: "fetch",
              type: "application/wasm",
              crossorigin: "anonymous",
              href: `./${file}`,
            },
            injectTo: "head" as const,
          })),
      ],
    },
    generateBundle: {
      // When all others have put in and taken out what they have to.
      order: "post",
      async handler(_options, bundle) {
        const assets = Object.keys(bundle)
          .filter((file) => file !== "index.html")
          .sort();
        // What is in the page's own text is named by none of them.
        const page = bundle["index.html"]?.type === "asset" ? bundle["index.html"].source : "";
        const version = createHash("sha256").update(assets.join("\n")).update(page).digest("hex").slice(0, 16);
        const site = JSON.stringify({ version, files: ["./", ...assets.map((file) => `./${file}`)] });
        const worker = await readFile(new URL("./service-worker.js", import.meta.url), "utf8");
        this.emitFile({ type: "asset", fileName: "service-worker.js", source: `const SITE = ${site};\n${worker}` });
        this.emitFile({
          type: "asset",
          fileName: "_headers",
          // Only a header can say who may put the page into a frame.
          source: [
            "/*",
            `  Content-Security-Policy: ${POLICY}; frame-ancestors 'none'`,
            "  X-Content-Type-Options: nosniff",
            "  Referrer-Policy: no-referrer",
            "",
          ].join("\n"),
        });
      },
    },
  };
}
