/** One button, three states: as the device, light, dark. */
import { IconButton } from "./parts/Button.tsx";
import { chooseTheme, theme } from "./parts/theme.ts";

const NEXT = {
  auto: { icon: "contrast", label: "Colours: as the device. Change to light", next: "light" },
  light: { icon: "sun", label: "Colours: light. Change to dark", next: "dark" },
  dark: { icon: "moon", label: "Colours: dark. Change to those of the device", next: "auto" },
} as const;

export function ThemeSwitch() {
  const { icon, label, next } = NEXT[theme.value];
  return <IconButton icon={icon} label={label} onClick={() => chooseTheme(next)} />;
}
