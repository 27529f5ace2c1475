/** What the open example is about: stays on screen while people play with it. */
import { Fragment } from "preact";

import { type Complaint, COMPLAINTS, SECTIONS } from "../../gallery/complaints.ts";
import { closeExample, openExample, threadUrl } from "../../gallery/example.ts";
import { Button, IconButton } from "../../parts/Button.tsx";
import { Prose } from "../../parts/Prose.tsx";

export function ExampleNote({ id }: { id: string }) {
  const complaint = COMPLAINTS.get(id);
  return complaint === undefined ? null : <Note complaint={complaint} />;
}

function Note({ complaint: { id, title, story, answer, threads } }: { complaint: Complaint }) {
  const next = after(id);
  return (
    <section class="example" aria-labelledby="example-title">
      <div class="example-head">
        <h2 id="example-title">
          <Prose text={title} />
        </h2>
        <IconButton icon="cross" label="Close the example" onClick={closeExample} />
      </div>
      <div class="example-text">
        <p class="example-story">
          <Prose text={story} />
        </p>
        <p>
          <Prose text={answer} />
        </p>
      </div>
      <div class="example-foot">
        <p class="example-threads">
          {threads.map((thread, index) => (
            <Fragment key={thread}>
              {index > 0 && " · "}
              <a href={threadUrl(thread)} rel="noreferrer" target="_blank">
                {thread}
              </a>
            </Fragment>
          ))}
        </p>
        {next !== undefined && <Button onClick={() => openExample(next)}>Next example</Button>}
      </div>
    </section>
  );
}

/** The example that is told after another one. */
function after(id: string): Complaint | undefined {
  const ids = SECTIONS.flatMap((section) => section.ids);
  return COMPLAINTS.get(ids[ids.indexOf(id) + 1] ?? "");
}
