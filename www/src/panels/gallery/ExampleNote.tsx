/** What the open example is about: stays on screen while people play with it. */
import { Fragment } from "preact";
import { useEffect } from "preact/hooks";

import type { Complaint } from "../../gallery/complaints.ts";
import { closeExample, example, gallery, loadGallery, openExample, threadUrl } from "../../gallery/example.ts";
import { Button, IconButton } from "../../parts/Button.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { doc } from "../../state/document.ts";

export function ExampleNote() {
  const id = doc.value.example;
  useEffect(() => {
    if (id !== undefined) loadGallery();
  }, [id]);
  return example.value && <Note complaint={example.value} />;
}

function Note({ complaint: { id, title, story, answer, threads } }: { complaint: Complaint }) {
  const next = after(id);
  return (
    <section class="example" aria-labelledby="example-title">
      <div class="example-head">
        <h2 id="example-title">
          <Prose text={title} />
        </h2>
        {next !== undefined && (
          <Button look="plain" onClick={() => openExample(next)}>
            Next example
          </Button>
        )}
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
      {threads.length > 0 && (
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
      )}
    </section>
  );
}

/** The example that is told after another one. */
function after(id: string): string | undefined {
  const ids = gallery.value?.SECTIONS.flatMap((section) => section.ids) ?? [];
  return ids[ids.indexOf(id) + 1];
}
