/**
 * A place to bring a text to: paste it, drop a file, or choose one. What is pasted goes on as it is and not into the
 * field: megabytes in a text field make browsers stand still.
 */
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";

import { Button } from "./Button.tsx";

/** So much of a text is shown. */
const SHOWN = 2_000;

export function Bring(props: { label: string; hint: ComponentChildren; busy: boolean; onBring: (what: string | File) => void; children?: ComponentChildren }) {
  const { label, hint, busy, onBring, children } = props;
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [text, setText] = useState("");
  const bring = (what: string | File) => {
    setText(typeof what === "string" ? shown(what) : `${what.name}: ${size(what.size)}`);
    onBring(what);
  };
  return (
    <div
      class={over ? "bring bring-over" : "bring"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        const what = brought(event.dataTransfer);
        if (what) bring(what);
      }}
    >
      <label class="field-label" for={id}>
        {label}
      </label>
      <textarea
        id={id}
        class="input mono bring-text"
        rows={4}
        spellcheck={false}
        autocomplete="off"
        dir="auto"
        aria-describedby={`${id}-hint`}
        aria-busy={busy}
        value={text}
        onPaste={(event) => {
          const what = brought(event.clipboardData);
          if (!what) return;
          event.preventDefault();
          bring(what);
        }}
        onInput={(event) => {
          setText(event.currentTarget.value);
          onBring(event.currentTarget.value);
        }}
      />
      <p class="field-hint" id={`${id}-hint`}>
        {hint}
      </p>
      <div class="bring-actions">
        <Button icon="import" onClick={() => file.current?.click()}>
          Choose a file
        </Button>
        {children}
      </div>
      <input
        ref={file}
        type="file"
        hidden
        accept=".json,.ndjson,.jsonl,.txt,application/json"
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) bring(chosen);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}

/** What is on the clipboard or was dropped: a file before a text. */
export function brought(data: DataTransfer | null): string | File | null {
  return data?.files[0] ?? (data?.getData("text/plain") || null);
}

function shown(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}\n… ${size(text.length)} in all` : text;
}

function size(bytes: number): string {
  const [divisor, unit] = bytes >= 1e6 ? [1e6, "MB"] : [1e3, "kB"];
  return `${(bytes / divisor).toLocaleString("en", { maximumFractionDigits: 1 })} ${unit}`;
}
