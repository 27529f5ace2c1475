/** On or off, at once. */
import type { ComponentChildren } from "preact";

export function Switch(props: {
  /** Its name for those who do not see what it stands beside; unless `children` name it. */
  label?: string;
  on: boolean;
  disabled?: boolean;
  onToggle: (on: boolean) => void;
  children?: ComponentChildren;
}) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        checked={props.on}
        disabled={props.disabled}
        aria-label={props.label}
        onChange={(event) => props.onToggle(event.currentTarget.checked)}
      />
      {props.children}
    </label>
  );
}
