/** New rules: a button for each thing that people want, and the form that it opens. */
import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import type { FunctionComponent } from "preact";

import { Button } from "../../../parts/Button.tsx";
import type { IconName } from "../../../parts/Icon.tsx";
import { focusSoon } from "../view.ts";
import { CustomForm } from "./CustomForm.tsx";
import { KeywordForm } from "./KeywordForm.tsx";
import { PersonForm } from "./PersonForm.tsx";
import { RoomForm } from "./RoomForm.tsx";

export interface AddFormProps {
  /** Closes the form: it is done. */
  close: () => void;
  /** Closes the form without a change, and goes back to where it was opened. */
  cancel: () => void;
}

const FORMS: readonly { name: string; icon: IconName; title: string; Form: FunctionComponent<AddFormProps> }[] = [
  { name: "Keyword", icon: "hash", title: "Add a keyword", Form: KeywordForm },
  { name: "Room", icon: "room", title: "Add a room", Form: RoomForm },
  { name: "Person", icon: "person", title: "Add a person", Form: PersonForm },
  { name: "Custom rule", icon: "sliders", title: "Add a custom rule", Form: CustomForm },
];

export function AddRule() {
  const id = useId();
  const opened = useSignal<string | null>(null);
  const element = useRef<HTMLDivElement>(null);
  const form = FORMS.find(({ name }) => name === opened.value);

  const open = (name: string) => {
    opened.value = opened.value === name ? null : name;
    if (opened.value) focusSoon(() => element.current?.querySelector<HTMLElement>("form input, form select"));
  };
  const cancel = () => {
    const opener = element.current?.querySelector<HTMLElement>('[aria-expanded="true"]');
    opened.value = null;
    opener?.focus();
  };
  return (
    <div class="add" ref={element}>
      <p class="part-name" id={`${id}-name`}>
        Add a rule
      </p>
      <div class="add-buttons" role="group" aria-labelledby={`${id}-name`}>
        {FORMS.map(({ name, icon, title }) => (
          <Button
            key={name}
            icon={icon}
            aria-label={title}
            aria-expanded={opened.value === name}
            aria-controls={opened.value === name ? `${id}-form` : undefined}
            onClick={() => open(name)}
          >
            {name}
          </Button>
        ))}
      </div>
      {form && (
        <section
          class="add-form"
          id={`${id}-form`}
          aria-label={form.title}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            cancel();
          }}
        >
          <form.Form close={() => (opened.value = null)} cancel={cancel} />
        </section>
      )}
    </div>
  );
}
