/** The way to take the rules away. */
import { useState } from "preact/hooks";

import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { lazy } from "../../parts/lazy.tsx";
import "./apply.css";

const Apply = lazy(async () => (await import("./Apply.tsx")).Apply);

export function ApplyButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="send" look="plain" onClick={() => setOpen(true)}>
        Apply
      </Button>
      <Dialog title="Take the rules away" open={open} onClose={() => setOpen(false)}>
        <Apply />
      </Dialog>
    </>
  );
}
