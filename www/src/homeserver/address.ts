/**
 * Where a homeserver is: an address, a server name, or a Matrix ID, of which the server's name is a part.
 * @module
 */

/** An address to ask, and whether `.well-known` at it tells the real one. */
export interface Homeserver {
  readonly url: string;
  readonly discover: boolean;
}

/** What a person typed; `null` if it is no place that could be asked. */
export function homeserverOf(typed: string): Homeserver | null {
  const words = typed.trim();
  if (/^https?:\/\//i.test(words)) {
    const url = parsed(words);
    // Browsers let no page ask over plain HTTP, except on this machine.
    if (url === null || (url.protocol === "http:" && !isLoopback(url.hostname))) return null;
    return { url: withoutSlash(url), discover: false };
  }
  const server = words.startsWith("@") ? words.slice(words.indexOf(":") + 1) : words;
  if (!/^[\w.-]+(:\d+)?$|^\[[0-9a-f:.]+\](:\d+)?$/i.test(server)) return null;
  const url = parsed(`${isLoopback(server.replace(/:\d+$/, "")) ? "http" : "https"}://${server}`);
  return url && { url: withoutSlash(url), discover: url.protocol === "https:" };
}

function parsed(words: string): URL | null {
  const url = URL.canParse(words) ? new URL(words) : null;
  return url === null || url.username !== "" || url.password !== "" ? null : url;
}

/** As far as the page's policy can say it, which has no words for IPv6. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1";
}

function withoutSlash(url: URL): string {
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
