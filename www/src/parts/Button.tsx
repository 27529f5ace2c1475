/** Buttons: with words, or with an icon and a name for those who do not see it. */
import type { ButtonHTMLAttributes } from "preact";

import { Icon, type IconName } from "./Icon.tsx";

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "label" | "class">;

export interface ButtonProps extends Native {
  icon?: IconName;
  /** `main` for the one thing to do here, `plain` where a border would be noise. */
  look?: "main" | "plain" | undefined;
}

export function Button({ icon, look, children, ...native }: ButtonProps) {
  return (
    <button type="button" {...native} class={`button${look ? ` button-${look}` : ""}`}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Native {
  icon: IconName;
  /** Its name: read out, and shown as a tooltip. */
  label: string;
  look?: "main" | "plain" | undefined;
}

export function IconButton({ icon, label, look = "plain", ...native }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} {...native} class={`button button-icon button-${look}`}>
      <Icon name={icon} />
    </button>
  );
}
