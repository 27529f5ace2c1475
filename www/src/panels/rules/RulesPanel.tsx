import { Panel } from "../../parts/Panel.tsx";

export function RulesPanel() {
  return (
    <Panel title="Rules" at="rules">
      <p class="field-hint">Soon.</p>
    </Panel>
  );
}
