/** Says, outside the JSON editor, that there is text in it which is not taken yet. */
import { Button } from "../../parts/Button.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { rulesView } from "../../state/document.ts";
import { clearDrafts, type Problem as What } from "../../state/drafts.ts";

export function UnfinishedJson({ problem }: { problem: What }) {
  return (
    <div class="unfinished">
      <Problem problem={problem} />
      <p class="field-hint">The JSON is not finished. Shown are the last good rules; a change here discards the text.</p>
      <div class="row-actions">
        <Button onClick={() => (rulesView.value = "json")}>Finish the JSON</Button>
        <Button look="plain" onClick={() => clearDrafts({ rules: true })}>
          Discard the text
        </Button>
      </div>
    </div>
  );
}
