import { Button } from "../../parts/Button.tsx";

export function ApplyButton() {
  return (
    <Button icon="send" look="plain" disabled>
      Apply
    </Button>
  );
}
