/** A label, a control and perhaps a hint, tied together. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import type { Problem as What } from "../state/drafts.ts";
import { Problem } from "./Problem.tsx";

export interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  /** Why what is in it is not taken. */
  problem?: What | null;
  /** Gets the attributes that tie it to its label, hint and problem. */
  children: (ties: Ties) => ComponentChildren;
}

export interface Ties {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
}

export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": problem ? true : undefined })}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && <Problem problem={problem} id={`${id}-problem`} />}
    </div>
  );
}

export interface TextFieldProps {
  label: string;
  hint?: ComponentChildren;
  problem?: What | null;
  value: string;
  /** Follows every keystroke. */
  onText: (text: string) => void;
  /** For IDs and numbers. */
  mono?: boolean;
  type?: "text" | "search" | "url" | "password";
  inputMode?: "text" | "numeric" | "url";
  placeholder?: string | undefined;
  /** The ID of a `datalist` with suggestions. */
  list?: string | undefined;
  disabled?: boolean;
  required?: boolean;
}

export function TextField({ label, hint, problem = null, mono = false, onText, type = "text", ...native }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ties) => (
        <input
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          dir="auto"
          {...native}
          {...ties}
          // The declarations of Preact want to know which type it is; here any will do.
          type={type as "text"}
          class={mono ? "input mono" : "input"}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface SelectFieldProps<V extends string> {
  label: string;
  hint?: ComponentChildren;
  value: V;
  options: readonly { readonly value: V; readonly label: string }[];
  onChoice: (value: V) => void;
  disabled?: boolean;
}

export function SelectField<V extends string>({
  label,
  hint,
  value,
  options,
  onChoice,
  disabled = false,
}: SelectFieldProps<V>) {
  return (
    <Field label={label} hint={hint}>
      {(ties) => (
        <select
          {...ties}
          class="input"
          value={value}
          disabled={disabled}
          onChange={(event) => {
            const chosen = options[event.currentTarget.selectedIndex];
            if (chosen) onChoice(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
