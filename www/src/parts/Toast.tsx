/** A short message at the bottom of the page, which goes away: "Copied". */
import { signal } from "@preact/signals";

import { Button, IconButton } from "./Button.tsx";

interface Message {
  readonly text: string;
  readonly action?: { readonly label: string; readonly act: () => void } | undefined;
}

const SHOWN_FOR = 6000;
const message = signal<Message | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a message, and perhaps a way to take back what it is about. */
export function toast(text: string, action?: Message["action"]): void {
  clearTimeout(timer);
  message.value = { text, action };
  timer = setTimeout(dismiss, SHOWN_FOR);
}

function dismiss(): void {
  clearTimeout(timer);
  message.value = null;
}

export function Toasts() {
  const shown = message.value;
  return (
    <div class="toasts" role="status">
      {shown && (
        <div class="toast">
          <span>{shown.text}</span>
          {shown.action && (
            <Button
              onClick={() => {
                shown.action?.act();
                dismiss();
              }}
            >
              {shown.action.label}
            </Button>
          )}
          <IconButton icon="cross" label="Dismiss" onClick={dismiss} />
        </div>
      )}
    </div>
  );
}
