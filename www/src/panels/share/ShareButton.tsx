import { Button } from "../../parts/Button.tsx";

export function ShareButton() {
  return (
    <Button icon="share" look="plain" disabled>
      Share
    </Button>
  );
}
