/** What there is to say about the page as a whole: the example that is open, a link that could not be opened, a state that cannot be kept. */
import { ExampleNote } from "./panels/gallery/ExampleNote.tsx";
import { Button } from "./parts/Button.tsx";
import { Problem } from "./parts/Problem.tsx";
import { linkProblem } from "./share/link.ts";
import { notKept } from "./state/persist.ts";

export function Notes() {
  return (
    <div class="notes">
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
      <ExampleNote />
    </div>
  );
}
