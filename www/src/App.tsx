/** The page: a bar of tools, and the panels. Where they stand is the business of `styles/layout.css`. */
import { afterPaint } from "./engine/idle.ts";
import { AnswerPanel } from "./panels/answer/AnswerPanel.tsx";
import { ApplyButton } from "./panels/apply/ApplyButton.tsx";
import { EventPanel } from "./panels/event/EventPanel.tsx";
import { GalleryButton } from "./panels/gallery/GalleryButton.tsx";
import { ImportButton } from "./panels/import/ImportButton.tsx";
import { ShareButton } from "./panels/share/ShareButton.tsx";
import { Announcer } from "./parts/Announcer.tsx";
import { Icon } from "./parts/Icon.tsx";
import { lazy } from "./parts/lazy.tsx";
import { Toasts } from "./parts/Toast.tsx";
import { Notes } from "./Notes.tsx";
import { ThemeSwitch } from "./ThemeSwitch.tsx";
import { UndoButtons } from "./UndoButtons.tsx";

/** Asked for when the answer is painted. */
const Below = lazy(async () => {
  await new Promise<void>(afterPaint);
  return (await import("./Below.tsx")).Below;
});

export function App() {
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
      <main class="page">
        <AnswerPanel />
        <EventPanel />
        <Below />
      </main>
      <Toasts />
      <Announcer />
    </>
  );
}
