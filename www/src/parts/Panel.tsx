/** A part of the page with a heading of its own, and what belongs beside the heading. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export function Panel(props: {
  title: string;
  /** The panel's place in the page: `"rules"`. */
  at: string;
  tools?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class={`panel at-${props.at}`} aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{props.title}</h2>
        {props.tools}
      </div>
      {props.children}
    </section>
  );
}
