/**
 * A stand-in for a homeserver on a loopback port: the few endpoints that the page asks, open to other origins as the
 * specification demands. It does to the rules what a server does, by the engine's own account.
 */
import { createServer } from "node:http";

import engine from "./engine.js";

export const USER = "@alice:example.org";
export const TOKEN = "syt_secret_0123456789";

/** @param {{ rules?: object, sync?: object }} [has] */
export async function openHomeserver({ rules = { global: engine.defaultRules(USER) }, sync } = {}) {
  const state = {
    rules,
    /** What was asked, in order: `PUT /_matrix/…`. @type {string[]} */
    requests: [],
    /** Headers of the requests. @type {import("node:http").IncomingHttpHeaders[]} */
    headers: [],
    /** Answers instead of the usual ones, by the beginning of the request: `[status, body]`, once each. @type {Map<string, [number, object][]>} */
    instead: new Map(),
    url: "",
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer(async (request, response) => {
    const answer = (status, body) => {
      response.writeHead(status, {
        "content-type": "application/json",
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS",
        "access-control-allow-headers": "X-Requested-With, Content-Type, Authorization",
      });
      response.end(JSON.stringify(body));
    };
    if (request.method === "OPTIONS") return answer(200, {});
    let body = "";
    for await (const piece of request) body += piece;
    const what = `${request.method} ${request.url}`;
    state.requests.push(what);
    state.headers.push(request.headers);
    for (const [start, answers] of state.instead) {
      if (what.startsWith(start) && answers.length > 0) return answer(...answers.shift());
    }
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      return answer(401, { errcode: "M_UNKNOWN_TOKEN", error: "Unrecognised access token" });
    }
    if (what === "GET /_matrix/client/v3/account/whoami") return answer(200, { user_id: USER });
    if (what === "GET /_matrix/client/v3/pushrules/") return answer(200, state.rules);
    if (what.startsWith("GET /_matrix/client/v3/sync?")) return answer(200, sync ?? {});
    try {
      state.rules = engine.applyRequest(state.rules, { method: request.method, path: request.url, ...(body && { body: JSON.parse(body) }) });
      return answer(200, {});
    } catch (error) {
      return answer(error.status ?? 404, { errcode: error.errcode ?? "M_UNRECOGNIZED", error: error.message });
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  state.url = `http://127.0.0.1:${server.address().port}`;
  return state;
}
