/** What there is to say about the page as a whole: the example that is open, a link that could not be opened, a state that cannot be kept. */
import { useComputed } from "@preact/signals";

import { Button } from "./parts/Button.tsx";
import { lazy } from "./parts/lazy.tsx";
import { Problem } from "./parts/Problem.tsx";
import { linkProblem } from "./share/link.ts";
import { doc } from "./state/document.ts";
import { notKept } from "./state/persist.ts";

const ExampleNote = lazy(async () => (await import("./panels/gallery/ExampleNote.tsx")).ExampleNote);

export function Notes() {
  const example = useComputed(() => doc.value.example).value;
  return (
    <section class="notes" aria-label="Notes">
      {linkProblem.value !== null && (
        <section aria-label="The link" class="notes-link">
          <Problem problem={{ message: linkProblem.value, help: "Ask for the link again; what you see is not what it held." }} />
          <Button
            onClick={() => {
              linkProblem.value = null;
            }}
          >
            All right
          </Button>
        </section>
      )}
      {notKept.value !== null && <p class="notice">{notKept.value}</p>}
      {example !== undefined && <ExampleNote id={example} />}
    </section>
  );
}
