/** What is broken, where, and what to do about it; the words are the engine's. */
import type { Problem as What } from "../state/drafts.ts";
import { Icon } from "./Icon.tsx";
import { Prose } from "./Prose.tsx";

export function Problem({ problem, id }: { problem: What; id?: string }) {
  const { message, help, line, column } = problem;
  return (
    <div class="problem" id={id}>
      <Icon name="warning" />
      <div>
        <p>
          {line !== undefined && `Line ${line}, column ${column}: `}
          <Prose text={message} />
        </p>
        {help && (
          <p class="problem-help">
            <Prose text={help} />
          </p>
        )}
      </div>
    </div>
  );
}
