import { Panel } from "../../parts/Panel.tsx";

export function DialectsPanel() {
  return (
    <Panel title="What each implementation does" at="dialects">
      <p class="field-hint">Soon.</p>
    </Panel>
  );
}
