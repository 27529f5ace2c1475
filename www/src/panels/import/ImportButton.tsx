/** The way to bring one's own: a button, and a file dropped anywhere on the page. */
import { useEffect, useState } from "preact/hooks";

import { brought } from "../../parts/Bring.tsx";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { lazy } from "../../parts/lazy.tsx";
import "./import.css";

const Import = lazy(async () => (await import("./Import.tsx")).Import);

export function ImportButton() {
  const [open, setOpen] = useState(false);
  const [dropped, setDropped] = useState<File | null>(null);
  const close = () => {
    setOpen(false);
    setDropped(null);
  };
  useEffect(
    () =>
      followDrops((file) => {
        setOpen(true);
        setDropped(file);
      }),
    [],
  );
  return (
    <>
      <Button icon="import" look="plain" onClick={() => setOpen(true)}>
        Import
      </Button>
      <Dialog title="Bring your own rules and events" open={open} onClose={close}>
        <Import dropped={dropped} onDone={close} />
      </Dialog>
    </>
  );
}

/** Files that are dropped anywhere on the page. Without this the browser would leave the page and show the file. */
function followDrops(onDrop: (file: File) => void): () => void {
  const over = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  };
  const drop = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const what = brought(event.dataTransfer);
    if (what instanceof File) onDrop(what);
  };
  addEventListener("dragover", over);
  addEventListener("drop", drop);
  return () => {
    removeEventListener("dragover", over);
    removeEventListener("drop", drop);
  };
}
