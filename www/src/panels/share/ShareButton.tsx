/** The way to a link. */
import { useState } from "preact/hooks";

import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { lazy } from "../../parts/lazy.tsx";
import "./share.css";

const Share = lazy(async () => (await import("./Share.tsx")).Share);

export function ShareButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="share" look="plain" onClick={() => setOpen(true)}>
        Share
      </Button>
      <Dialog title="Share this page" open={open} onClose={() => setOpen(false)}>
        <Share />
      </Dialog>
    </>
  );
}
