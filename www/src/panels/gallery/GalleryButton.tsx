/** Real complaints, each opened with one press. */
import { useState } from "preact/hooks";

import { gallery, loadGallery, openExample } from "../../gallery/example.ts";
import type { Complaint } from "../../gallery/complaints.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Prose } from "../../parts/Prose.tsx";
import "./gallery.css";

export function GalleryButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon="book"
        look="plain"
        onClick={() => {
          setOpen(true);
          loadGallery();
        }}
      >
        Examples
      </Button>
      <Dialog title="What people complained about" open={open} onClose={() => setOpen(false)}>
        <Gallery onOpen={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Gallery({ onOpen }: { onOpen: () => void }) {
  if (gallery.value === null) return <p class="field-hint">Loading…</p>;
  const { SECTIONS, COMPLAINTS } = gallery.value;
  return (
    <>
      <p class="field-hint">Real cases from public bug reports. Each opens with its rules and its event, and says what happened and why.</p>
      {SECTIONS.map(({ title, ids }) => (
        <section key={title} class="gallery-section">
          <h3>{title}</h3>
          <ul class="gallery">
            {ids.map((id) => {
              const complaint = COMPLAINTS.get(id);
              return complaint && <Example key={id} complaint={complaint} onOpen={onOpen} />;
            })}
          </ul>
        </section>
      ))}
    </>
  );
}

function Example({ complaint, onOpen }: { complaint: Complaint; onOpen: () => void }) {
  const { id, title, story, threads, parting } = complaint;
  return (
    <li>
      <button
        type="button"
        class="gallery-example"
        data-example={id}
        onClick={async () => {
          await openExample(id);
          onOpen();
        }}
      >
        <span class="gallery-title">
          <span>
            <Prose text={title} />
          </span>
          <Icon name="chevron" />
        </span>
        <span class="gallery-story">
          <Prose text={story} />
        </span>
        <span class="gallery-about">
          {parting !== undefined && <span>Implementations disagree</span>}
          <span>{threads.length === 0 ? "No public thread" : threads.join(", ")}</span>
        </span>
      </button>
    </li>
  );
}
