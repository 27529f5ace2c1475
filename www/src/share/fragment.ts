/**
 * The document as the fragment of a link, which browsers send to no server.
 *
 *     #v1=<the document as JSON, deflated (raw), in base64url>
 *
 * The version is part of the name, so that links stay readable for ever: what `v1` means never changes, and a change of
 * the format is a `v2` beside it.
 * @module
 */
import { deeperThan, get, isObject, type Json } from "../intake/json.ts";
import type { Document } from "../state/document.ts";

const V1 = "v1=";

/** Longer links are cut in some chat applications and mail programs. */
export const LONG = 8_000;
/** A Matrix event has room for 65,536 bytes; what is longer cannot be sent there, nor in most other places. */
export const TOO_LONG = 60_000;
/** What a link may unfold to: one of a few kilobytes could otherwise fill the memory. */
const LARGEST = 4_000_000;
const DEEPEST = 100;

/** Why a link cannot be opened, in a sentence. */
export class LinkError extends Error {}

/** The fragment for a document, with the `#`. */
export async function toFragment({ rules, event, context, baseline, example }: Document): Promise<string> {
  const json = JSON.stringify({ rules, event, context, baseline, example });
  const deflated = through(new TextEncoder().encode(json), new CompressionStream("deflate-raw"));
  return `#${V1}${base64url(await bytesOf(deflated, Number.POSITIVE_INFINITY))}`;
}

/**
 * The document of a fragment; `null` for a fragment that is not about a document.
 * @throws {@link LinkError} for a link that is damaged, or of a later version.
 */
export async function fromFragment(fragment: string): Promise<Document | null> {
  const given = fragment.replace(/^#/, "");
  if (given.startsWith(V1)) return readV1(given.slice(V1.length));
  if (/^v\d+=/.test(given)) throw new LinkError("this link was made by a later version of this page; reload to get it");
  return null;
}

async function readV1(text: string): Promise<Document> {
  let bytes;
  try {
    const inflated = through(fromBase64url(text), new DecompressionStream("deflate-raw"));
    bytes = await bytesOf(inflated, LARGEST);
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError("this link is damaged: a part of it is missing or was changed on the way");
  }
  return documentOf(new TextDecoder().decode(bytes));
}

function documentOf(json: string): Document {
  let value: Json;
  try {
    value = JSON.parse(json) as Json;
  } catch {
    throw new LinkError("this link is damaged: what it holds is not JSON");
  }
  const part = (name: keyof Document) => get(value, name);
  const [rules, event, context, baseline, example] = [part("rules"), part("event"), part("context"), part("baseline"), part("example")];
  const known = isObject(context) && typeof context.user_id === "string";
  const whole = isObject(get(rules, "global")) && isObject(event) && known;
  if (!whole || !(baseline === undefined || isObject(get(baseline, "global"))) || deeperThan(value, DEEPEST)) {
    throw new LinkError("this link holds no rules and event for this page");
  }
  return {
    rules,
    event,
    context,
    ...(baseline !== undefined && { baseline }),
    ...(typeof example === "string" && { example }),
  } as unknown as Document;
}

function through(bytes: Uint8Array<ArrayBuffer>, transform: CompressionStream | DecompressionStream) {
  return new Blob([bytes]).stream().pipeThrough(transform);
}

async function bytesOf(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (const reader = stream.getReader(); ; ) {
    const { value, done } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw new LinkError("this link unfolds to more than this page takes");
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function base64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
