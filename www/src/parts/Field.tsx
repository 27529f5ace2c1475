/** A label, a control and perhaps a hint, tied together. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  /** Gets the attributes that tie it to its label and hint. */
  children: (ties: { id: string; "aria-describedby"?: string }) => ComponentChildren;
}

export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {children(hint ? { id, "aria-describedby": `${id}-hint` } : { id })}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

export interface TextFieldProps {
  label: string;
  hint?: ComponentChildren;
  value: string;
  /** Follows every keystroke. */
  onText: (text: string) => void;
  /** For IDs and numbers. */
  mono?: boolean;
  type?: "text" | "search" | "url" | "password";
  inputMode?: "text" | "numeric" | "url";
  placeholder?: string;
  disabled?: boolean;
  required?: boolean;
}

export function TextField({ label, hint, mono = false, onText, type = "text", ...native }: TextFieldProps) {
  return (
    <Field label={label} hint={hint}>
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

export function SelectField<V extends string>({ label, hint, value, options, onChoice, disabled = false }: SelectFieldProps<V>) {
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
