/** The way to the examples. */
import { useState } from "preact/hooks";

import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { lazy } from "../../parts/lazy.tsx";
import "./gallery.css";

const Gallery = lazy(async () => (await import("./Gallery.tsx")).Gallery);

export function GalleryButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="book" look="plain" onClick={() => setOpen(true)}>
        Examples
      </Button>
      <Dialog title="What people complained about" open={open} onClose={() => setOpen(false)}>
        <Gallery onOpen={() => setOpen(false)} />
      </Dialog>
    </>
  );
}
