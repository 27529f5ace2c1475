/** The browser's own modal dialog: focus goes in and comes back, Escape and a press beside it close it. */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

import { IconButton } from "./Button.tsx";

export function Dialog(props: { title: string; open: boolean; onClose: () => void; children: ComponentChildren }) {
  const { title, open, onClose, children } = props;
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  // At once: whoever closes it goes on in the page, not in what is left of it.
  useLayoutEffect(() => {
    if (open) element.current?.showModal();
    else element.current?.close();
  }, [open]);
  return (
    <dialog
      class="dialog"
      ref={element}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === element.current) element.current?.close();
      }}
    >
      {open && (
        <>
          <div class="dialog-head">
            <h2 id={id}>{title}</h2>
            <IconButton icon="cross" label="Close" onClick={() => element.current?.close()} />
          </div>
          <div class="dialog-body">{children}</div>
        </>
      )}
    </dialog>
  );
}
