/**
 * The panels that are below the first screen of a phone: what is on it does not wait for them. Each is drawn in a task of
 * its own, for together they would keep a key waiting that is pressed meanwhile.
 */
import { useEffect, useState } from "preact/hooks";

import { afterPaint } from "./engine/idle.ts";
import { workOffline } from "./offline.ts";
import { DialectsPanel } from "./panels/dialects/DialectsPanel.tsx";
import { RulesPanel } from "./panels/rules/RulesPanel.tsx";
import { TimelinePanel } from "./panels/timeline/TimelinePanel.tsx";
import { WhyPanel } from "./panels/why/WhyPanel.tsx";

const PANELS = [WhyPanel, RulesPanel, DialectsPanel, TimelinePanel];

export function Below() {
  const [drawn, setDrawn] = useState(0);
  useEffect(() => {
    if (drawn < PANELS.length) afterPaint(() => setDrawn(drawn + 1));
    // The whole site is much more than what is on screen.
    else workOffline();
  }, [drawn]);
  return PANELS.slice(0, drawn).map((Panel, index) => <Panel key={index} />);
}
