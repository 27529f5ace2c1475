/** Starts the engine, finds the document, shows the page. */
import { render } from "preact";

import { App } from "./App.tsx";
import { initialDocument } from "./data/initial.ts";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { followAnswer } from "./engine/answer.ts";
import { faultOf } from "./engine/fault.ts";
import { startEngine } from "./engine/start.ts";
import { Problem } from "./parts/Problem.tsx";
import { toast } from "./parts/Toast.tsx";
import { open } from "./state/document.ts";
import { documentOfLink, followLinks, openShared } from "./share/link.ts";
import { keep, restore } from "./state/persist.ts";

const root = document.getElementById("app");
if (!root) throw new Error("the page has no #app");

// What goes wrong between two drawings of the page is said, too.
addEventListener("error", ({ message }) => toast(`Something went wrong: ${message}`));
addEventListener("unhandledrejection", ({ reason }) => toast(`Something went wrong: ${faultOf(reason).message}`));

try {
  await startEngine();
  const kept = restore();
  const shared = await documentOfLink();
  if (!kept) open(shared ?? initialDocument());
  else if (shared !== null) openShared(shared);
  keep();
  followLinks();
  followAnswer();
  root.replaceChildren();
  render(
    <ErrorBoundary>
      <App />
    </ErrorBoundary>,
    root,
  );
} catch (thrown) {
  root.replaceChildren();
  render(
    <main class="fault">
      <h1>The engine cannot start</h1>
      <Problem problem={faultOf(thrown)} />
    </main>,
    root,
  );
}
