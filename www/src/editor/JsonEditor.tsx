/** An editor for JSON. */
import { useId } from "preact/hooks";

import { Problem } from "../parts/Problem.tsx";
import type { Part } from "../state/drafts.ts";
import { drafts } from "../state/drafts.ts";
import { textOf, type } from "../state/typing.ts";

export function JsonEditor({ part, label }: { part: Part; label: string }) {
  const id = useId();
  const problem = drafts[part].value?.problem ?? null;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <textarea
        id={id}
        class="input input-json"
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        aria-invalid={problem !== null}
        aria-describedby={problem ? `${id}-problem` : undefined}
        value={textOf(part)}
        onInput={(event) => type(part, event.currentTarget.value)}
      />
      {problem && <Problem problem={problem} id={`${id}-problem`} />}
    </div>
  );
}
