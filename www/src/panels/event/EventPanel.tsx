/** The event, and who receives it: as fields, or as JSON. */
import "./event.css";

import { JsonEditor } from "../../editor/JsonEditor.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { eventView } from "../../state/document.ts";
import { ContextFields } from "./ContextFields.tsx";
import { EventFields } from "./EventFields.tsx";

export function EventPanel() {
  const view = eventView.value;
  return (
    <Tabs
      label="Event as"
      tabs={[
        { value: "fields", label: "Fields" },
        { value: "json", label: "JSON" },
      ]}
      value={view}
      onChoice={(chosen) => {
        eventView.value = chosen;
      }}
    >
      {(row, panel) => (
        <Panel title="Event" at="event" tools={row}>
          <div class="event-form" {...panel}>
            {view === "fields" ? <EventFields /> : <JsonEditor part="event" label="The event" />}
            <h3 class="event-part">Me and the room</h3>
            {view === "fields" ? (
              <ContextFields />
            ) : (
              <JsonEditor part="context" label="Who receives it, and the room" />
            )}
          </div>
        </Panel>
      )}
    </Tabs>
  );
}
