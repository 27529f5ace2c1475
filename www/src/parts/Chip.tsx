/** A short state in a word, with its icon. With `onToggle` it is a button that is ticked, or not. */
import type { ComponentChildren } from "preact";

import { Icon, type IconName } from "./Icon.tsx";

export function Chip(props: {
  icon?: IconName;
  on?: boolean;
  title?: string;
  onToggle?: (on: boolean) => void;
  children: ComponentChildren;
}) {
  const { icon, on = false, title, onToggle, children } = props;
  const look = on ? "chip chip-on" : "chip";
  const shown = onToggle && on ? "check" : icon;
  const inside = (
    <>
      {shown && <Icon name={shown} />}
      {children}
    </>
  );
  if (!onToggle) {
    return (
      <span class={look} title={title}>
        {inside}
      </span>
    );
  }
  return (
    <button type="button" class={look} title={title} aria-pressed={on} onClick={() => onToggle(!on)}>
      {inside}
    </button>
  );
}
