/** Real complaints, by what they are about; each is opened with one press. */
import { type Complaint, COMPLAINTS, SECTIONS } from "../../gallery/complaints.ts";
import { openExample } from "../../gallery/example.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Prose } from "../../parts/Prose.tsx";

export function Gallery({ onOpen }: { onOpen: () => void }) {
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
        onClick={() => {
          openExample(complaint);
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
          {parting !== undefined && <span>Servers and apps disagree</span>}
          <span>{threads.length === 0 ? "No public thread" : threads.join(", ")}</span>
        </span>
      </button>
    </li>
  );
}
