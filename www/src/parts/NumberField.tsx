/** A whole number, or nothing. What is no number stays in the field, and is said to be none. */
import { useState } from "preact/hooks";

import { Field } from "./Field.tsx";

export function NumberField(props: {
  label: string;
  hint?: string;
  value: number | undefined;
  /** The least that makes sense. */
  least?: number;
  placeholder?: string;
  onNumber: (value: number | undefined) => void;
}) {
  const { label, hint, value, least, placeholder, onNumber } = props;
  const [typed, setTyped] = useState<{ readonly text: string; readonly for: number | undefined } | null>(null);
  // What was typed is about the value that was there then; another value came from elsewhere.
  const text = typed && typed.for === value ? typed.text : (value?.toString() ?? "");
  const problem = problemOf(text, least);
  return (
    <Field label={label} hint={problem ?? hint}>
      {(ties) => (
        <input
          {...ties}
          class="input mono"
          type="text"
          inputMode={least === undefined ? "text" : "numeric"}
          autocomplete="off"
          placeholder={placeholder}
          aria-invalid={problem !== undefined}
          value={text}
          onInput={(event) => {
            const text = event.currentTarget.value;
            const good = problemOf(text, least) === undefined;
            const read = text.trim() === "" ? undefined : Number(text);
            setTyped({ text, for: good ? read : value });
            if (good) onNumber(read);
          }}
        />
      )}
    </Field>
  );
}

function problemOf(text: string, least: number | undefined): string | undefined {
  if (text.trim() === "") return undefined;
  const number = /^\s*-?[0-9]+\s*$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) return "A whole number, please";
  return least !== undefined && number < least ? `At least ${least}, please` : undefined;
}
