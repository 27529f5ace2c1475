/** One of a few, all in sight: radio buttons that look like one control. */
import { useId } from "preact/hooks";

export function Choice<V extends string>(props: {
  label: string;
  options: readonly { readonly value: V; readonly label: string }[];
  /** `null` while none of them is the case. */
  value: V | null;
  onChoice: (value: V) => void;
}) {
  const { label, options, value, onChoice } = props;
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class="field-label">{label}</legend>
      <div class="choice-options">
        {options.map((option) => (
          <label key={option.value} class={option.value === value ? "choice-option choice-chosen" : "choice-option"}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChoice(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
