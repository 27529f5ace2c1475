import { Panel } from "../../parts/Panel.tsx";

export function TimelinePanel() {
  return (
    <Panel title="What would change" at="timeline">
      <p class="field-hint">Soon.</p>
    </Panel>
  );
}
