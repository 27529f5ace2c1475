/** Starts the engine, finds the document, shows the page. */
import { render } from "preact";

import { App } from "./App.tsx";
import { initialDocument } from "./data/initial.ts";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { faultOf } from "./engine/fault.ts";
import { startEngine } from "./engine/start.ts";
import { Problem } from "./parts/Problem.tsx";
import { open } from "./state/document.ts";
import { keep, restore } from "./state/persist.ts";

const root = document.getElementById("app");
if (!root) throw new Error("the page has no #app");

try {
  await startEngine();
  open(restore() ?? initialDocument());
  keep();
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
