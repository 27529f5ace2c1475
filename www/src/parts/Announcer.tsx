/** Says to screen readers what happened elsewhere on the page. */
import { signal } from "@preact/signals";

const said = signal("");

/** Says it when the reader has finished what it is saying. */
export function announce(text: string): void {
  said.value = text;
}

export function Announcer() {
  return (
    <p class="visually-hidden" role="status" aria-live="polite" data-announcer>
      {said}
    </p>
  );
}
