/** The verdict, small, while the panel with the answer is scrolled out of view: it follows every keystroke everywhere. */
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

import { answer } from "../../engine/answer.ts";
import { Icon } from "../../parts/Icon.tsx";
import { verdict } from "../../words/verdict.ts";

export function StayingVerdict({ of }: { of: RefObject<HTMLElement | null> }) {
  const [away, setAway] = useState(false);
  useEffect(() => {
    if (!of.current) return;
    const observer = new IntersectionObserver(([entry]) => setAway(entry?.isIntersecting === false));
    observer.observe(of.current);
    return () => observer.disconnect();
  }, [of]);
  const { evaluation } = answer.value;
  if (!away || evaluation === null) return null;
  // A repetition: who does not see it hears the answer when it changes.
  return (
    <div class="staying" aria-hidden="true">
      <span class={evaluation.notify ? "staying-pill staying-on" : "staying-pill"}>
        <Icon name={evaluation.notify ? "bell" : "bell-off"} />
        {verdict(evaluation)}
      </span>
    </div>
  );
}
