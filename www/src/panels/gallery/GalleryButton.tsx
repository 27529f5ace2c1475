import { Button } from "../../parts/Button.tsx";

export function GalleryButton() {
  return (
    <Button icon="book" look="plain" disabled>
      Examples
    </Button>
  );
}
