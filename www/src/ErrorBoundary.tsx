/** A defect of the page is shown, with ways out, instead of a blank page. */
import { Component, type ComponentChildren } from "preact";

import { initialDocument } from "./data/initial.ts";
import { faultOf } from "./engine/fault.ts";
import { Button } from "./parts/Button.tsx";
import { canUndo, open, undo } from "./state/document.ts";

export class ErrorBoundary extends Component<{ children: ComponentChildren }, { thrown: unknown }> {
  override state = { thrown: undefined };

  override componentDidCatch(thrown: unknown): void {
    console.error(thrown);
    this.setState({ thrown });
  }

  override render() {
    if (this.state.thrown === undefined) return this.props.children;
    const then = (act: () => void) => () => {
      act();
      this.setState({ thrown: undefined });
    };
    return (
      <main class="fault">
        <h1>Something on this page broke</h1>
        {/* Plain: whatever broke may be one of the parts. */}
        <p>
          <code>{faultOf(this.state.thrown).message}</code>
        </p>
        <p>
          {canUndo.peek() !== null && (
            <Button look="main" onClick={then(undo)}>
              Undo the last change
            </Button>
          )}{" "}
          <Button onClick={then(() => open(initialDocument()))}>Start afresh</Button>
        </p>
      </main>
    );
  }
}
