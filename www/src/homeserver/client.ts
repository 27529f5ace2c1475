/**
 * Requests to a homeserver. Only what a person started with a button comes here, and the token is in no address, no
 * storage and no message.
 * @module
 */
import { at, get, isObject, text, type Json } from "../intake/json.ts";
import { homeserverOf, type Homeserver } from "./address.ts";

export interface Account {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string;
}

/** A homeserver's refusal, or why it could not be asked. */
export class HomeserverError extends Error {}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** How often, and how long at most in milliseconds, to wait for a homeserver that has too much to do. */
const PATIENCE = 5;
const LONGEST_WAIT = 30_000;
/** A first /sync of a large account takes its time. */
const TIMEOUT = 60_000;

/** The address at which a server's clients are to ask, by its `.well-known` if it has one. */
export async function discover({ url, discover }: Homeserver): Promise<string> {
  if (!discover) return url;
  let told: Json | undefined;
  try {
    const response = await fetch(`${url}/.well-known/matrix/client`, plain({}));
    if (!response.ok) return url;
    told = at(await response.json(), "m.homeserver", "base_url");
  } catch {
    // No such file, or none that other pages may read: then the server itself is asked.
    return url;
  }
  return (typeof told === "string" && homeserverOf(told)?.url) || url;
}

/** Sends one request, again after a while if the homeserver wants that, and answers with what it says. */
export async function send(account: Account, request: Request, onWait?: (milliseconds: number) => void): Promise<Json> {
  return parse(account, await sendForText(account, request, onWait));
}

async function sendForText(account: Account, request: Request, onWait: (milliseconds: number) => void = () => {}): Promise<string> {
  for (let tries = 1; ; tries++) {
    const { response, body } = await ask(account, request);
    if (response.ok) return body;
    const answer = refusal(body);
    const errcode = text(get(answer, "errcode"));
    if (errcode === "M_LIMIT_EXCEEDED" && tries < PATIENCE) {
      const wanted = get(answer, "retry_after_ms");
      const wait = Math.min(typeof wanted === "number" && wanted >= 0 ? wanted : 1000 * tries, LONGEST_WAIT);
      onWait(wait);
      await new Promise((resolve) => setTimeout(resolve, wait));
      continue;
    }
    const said = text(get(answer, "error"));
    const message = `${errcode ?? `HTTP ${response.status}`}${said === undefined ? "" : `: ${said}`}`;
    throw new HomeserverError(message);
  }
}

async function ask({ url, token }: Account, { method, path, body }: Request): Promise<{ response: Response; body: string }> {
  try {
    const response = await fetch(
      `${url}${path}`,
      plain({
        method,
        headers: { Authorization: `Bearer ${token}`, ...(body !== undefined && { "Content-Type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    return { response, body: await response.text() };
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") throw new HomeserverError(`${url} takes too long to answer`);
    // Browsers keep any other reason from pages; it is in their console.
    throw new HomeserverError(`${url} cannot be reached, or does not let web pages ask it`);
  }
}

function parse({ url }: Account, body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    throw new HomeserverError(`${url} did not answer with JSON: is it a homeserver?`);
  }
}

/** What a refusal says; a proxy's may be no JSON. */
function refusal(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return null;
  }
}

/** Nothing of the browser's own goes along, and nothing is kept. */
function plain(init: RequestInit): RequestInit {
  return { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(TIMEOUT), ...init };
}

/** Whose token it is. */
export async function whoAmI(account: Account): Promise<string> {
  const user_id = text(get(await send(account, { method: "GET", path: "/_matrix/client/v3/account/whoami" }), "user_id"));
  if (user_id === undefined) throw new HomeserverError("the homeserver does not say whose token this is");
  return user_id;
}

/** The account's rules, as `{"global": …}`. */
export async function pushRules(account: Account): Promise<Json> {
  const rules = await send(account, { method: "GET", path: "/_matrix/client/v3/pushrules/" });
  if (!isObject(get(rules, "global"))) throw new HomeserverError("the homeserver's answer holds no push rules");
  return rules;
}

/** The rules and the last events of all rooms that the account is in: megabytes of JSON, and not to be parsed here. */
export function recentEvents(account: Account): Promise<string> {
  const filter = {
    presence: { types: [] },
    room: {
      timeline: { limit: 50 },
      state: { lazy_load_members: true, types: ["m.room.name", "m.room.create", "m.room.power_levels", "m.room.member"] },
      ephemeral: { types: [] },
      account_data: { types: [] },
    },
  };
  const query = new URLSearchParams({ filter: JSON.stringify(filter), timeout: "0" });
  return sendForText(account, { method: "GET", path: `/_matrix/client/v3/sync?${query}` });
}
