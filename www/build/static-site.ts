/**
 * What turns the build into a site that can be put anywhere: the Content-Security-Policy, as a `<meta>` in the page and in
 * a `_headers` file for hosts that read one, and the engine fetched while the scripts are still on their way.
 */
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
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) => [
        { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY }, injectTo: "head-prepend" },
        ...Object.keys(bundle ?? {})
          .filter((file) => file.endsWith(".wasm"))
          .map((file) => ({
            tag: "link",
            attrs: { rel: "preload", as: "fetch", type: "application/wasm", crossorigin: "anonymous", href: `./${file}` },
            injectTo: "head" as const,
          })),
      ],
    },
    generateBundle() {
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
  };
}
