/** Requests of a plan, with how far they have come, and what no request can do. */
import type { Plan, PlannedRequest } from "../../engine/core.ts";
import { Icon, type IconName } from "../../parts/Icon.tsx";
import { Prose } from "../../parts/Prose.tsx";

export interface Progress {
  readonly state: "waiting" | "sending" | "done" | "failed";
  /** Why it failed, or what it waits for. */
  readonly message?: string;
}

const STATES: { readonly [S in Progress["state"]]: { readonly icon: IconName; readonly word: string } } = {
  waiting: { icon: "circle", word: "waiting" },
  sending: { icon: "clock", word: "sending" },
  done: { icon: "check", word: "done" },
  failed: { icon: "warning", word: "failed" },
};

export function Requests({ requests, progress }: { requests: readonly PlannedRequest[]; progress?: readonly Progress[] }) {
  if (requests.length === 0) return null;
  return (
    <ol class="requests" aria-label="Requests" tabIndex={0}>
      {requests.map(({ method, path, body }, index) => {
        const its = progress?.[index];
        return (
          <li key={index} class={its ? `request request-${its.state}` : "request"}>
            <span class="request-line">
              <span class={`request-method request-${method.toLowerCase()}`}>{method}</span>{" "}
              <code dir="ltr">{readable(path)}</code>
            </span>
            {body !== undefined && <code class="request-body">{JSON.stringify(body)}</code>}
            {its && (
              <span class="request-state">
                <Icon name={STATES[its.state].icon} />
                <span>
                  {STATES[its.state].word}
                  {its.message !== undefined && (
                    <>
                      : <bdi>{its.message}</bdi>
                    </>
                  )}
                </span>
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

export function Impossible({ impossible }: { impossible: Plan["impossible"] }) {
  if (impossible.length === 0) return null;
  return (
    <div class="impossible">
      <p>No request can do this:</p>
      <ul>
        {impossible.map(({ message }, index) => (
          <li key={index}>
            <Prose text={message} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What people need of a path: without what all have, and without percent signs. */
function readable(path: string): string {
  const short = path.replace(/^\/_matrix\/client\/v3\/pushrules\/global\//, "");
  try {
    return decodeURIComponent(short);
  } catch {
    return short;
  }
}
