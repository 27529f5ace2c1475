/** Views whose code comes when they are first shown: what nobody has opened, nobody waits for. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { faultOf } from "../engine/fault.ts";
import { Problem } from "./Problem.tsx";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => preact.JSX.Element {
  let Loaded: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [problem, setProblem] = useState<unknown>();
    const [, setReady] = useState(Loaded !== undefined);
    useEffect(() => {
      if (Loaded !== undefined) return;
      load().then((view) => {
        Loaded = view;
        setReady(true);
      }, setProblem);
    }, []);
    if (problem !== undefined) return <Problem problem={faultOf(problem)} />;
    return Loaded === undefined ? <p class="field-hint">Loading…</p> : <Loaded {...props} />;
  };
}
