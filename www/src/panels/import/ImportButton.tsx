import { Button } from "../../parts/Button.tsx";

export function ImportButton() {
  return (
    <Button icon="import" look="plain" disabled>
      Import
    </Button>
  );
}
