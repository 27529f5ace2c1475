/** The page: a bar of tools, and the panels. Where they stand is the business of `styles/layout.css`. */
import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { afterPaint } from "./engine/idle.ts";
import { AnswerPanel } from "./panels/answer/AnswerPanel.tsx";
import { ApplyButton } from "./panels/apply/ApplyButton.tsx";
import { DialectsPanel } from "./panels/dialects/DialectsPanel.tsx";
import { EventPanel } from "./panels/event/EventPanel.tsx";
import { GalleryButton } from "./panels/gallery/GalleryButton.tsx";
import { ImportButton } from "./panels/import/ImportButton.tsx";
import { RulesPanel } from "./panels/rules/RulesPanel.tsx";
import { ShareButton } from "./panels/share/ShareButton.tsx";
import { TimelinePanel } from "./panels/timeline/TimelinePanel.tsx";
import { WhyPanel } from "./panels/why/WhyPanel.tsx";
import { Announcer } from "./parts/Announcer.tsx";
import { Icon } from "./parts/Icon.tsx";
import { Toasts } from "./parts/Toast.tsx";
import { Notes } from "./Notes.tsx";
import { ThemeSwitch } from "./ThemeSwitch.tsx";
import { UndoButtons } from "./UndoButtons.tsx";

/**
 * What is not on the first screen of a phone waits until the answer is painted. Each comes in a task of its own: together
 * they would keep a key waiting that is pressed meanwhile.
 */
const LATER = [WhyPanel, RulesPanel, DialectsPanel, TimelinePanel];

export function App() {
  const drawn = useSignal(0);
  const busy = useComputed(() => drawn.value < LATER.length);
  return (
    <>
      <header class="bar">
        <h1 class="bar-name">
          <Icon name="bell" />
          Push rules playground
        </h1>
        <div class="bar-tools">
          <UndoButtons />
        </div>
        <div class="bar-tools bar-main">
          <GalleryButton />
          <ImportButton />
          <ShareButton />
          <ApplyButton />
          <ThemeSwitch />
        </div>
        <p class="bar-about">
          Would this message notify you, and why? Write your own, add your keywords, or import your rules. It all stays in your
          browser.
        </p>
      </header>
      <Notes />
      <main class="page" aria-busy={busy}>
        <AnswerPanel />
        <EventPanel />
        <Later drawn={drawn} />
      </main>
      <Toasts />
      <Announcer />
    </>
  );
}

function Later({ drawn }: { drawn: Signal<number> }) {
  const count = drawn.value;
  useEffect(() => {
    if (count < LATER.length) afterPaint(() => (drawn.value = count + 1));
  }, [count]);
  return LATER.slice(0, count).map((Panel) => <Panel key={Panel.name} />);
}
