/** The event, and who receives it: as fields, or as JSON. */
import { JsonEditor } from "../../editor/JsonEditor.tsx";
import { TextField } from "../../parts/Field.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { change, doc, eventView } from "../../state/document.ts";

export function EventPanel() {
  return (
    <Tabs
      label="Event as"
      tabs={[
        { value: "fields", label: "Fields" },
        { value: "json", label: "JSON" },
      ]}
      value={eventView.value}
      onChoice={(view) => {
        eventView.value = view;
      }}
    >
      {(row, view) => (
        <Panel title="Event" at="event" tools={row}>
          <div {...view}>{eventView.value === "fields" ? <Fields /> : <Json />}</div>
        </Panel>
      )}
    </Tabs>
  );
}

function Fields() {
  const { event } = doc.value;
  const content = event.content as { readonly body?: unknown } | undefined;
  return (
    <TextField
      label="Message"
      value={typeof content?.body === "string" ? content.body : ""}
      onText={(body) =>
        change("Edit the message", { event: { ...event, content: { ...content, body } } }, { coalesce: "event.body" })
      }
    />
  );
}

function Json() {
  return (
    <>
      <JsonEditor part="event" label="Event" />
      <JsonEditor part="context" label="Who receives it, and the room" />
    </>
  );
}
