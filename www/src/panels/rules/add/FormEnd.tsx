/** The end of a form: the one thing to do, and the way out. */
import { Button } from "../../../parts/Button.tsx";

export function FormEnd({ label, cancel }: { label: string; cancel: () => void }) {
  return (
    <div class="row-actions">
      <Button look="main" type="submit">
        {label}
      </Button>
      <Button look="plain" onClick={cancel}>
        Cancel
      </Button>
    </div>
  );
}
