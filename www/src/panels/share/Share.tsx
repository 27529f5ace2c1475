/** A link that holds the rules, the event and who receives it. */
import { useEffect, useState } from "preact/hooks";

import { Button } from "../../parts/Button.tsx";
import { copy } from "../../parts/copy.ts";
import { Field } from "../../parts/Field.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Problem } from "../../parts/Problem.tsx";
import { LONG, toFragment, TOO_LONG } from "../../share/fragment.ts";
import { doc } from "../../state/document.ts";

export function Share() {
  const [link, setLink] = useState<string | null>(null);
  const document = doc.value;
  useEffect(() => {
    let current = true;
    toFragment(document).then((fragment) => {
      if (current) setLink(location.href.replace(/#.*$/s, "") + fragment);
    });
    return () => {
      current = false;
    };
  }, [document]);
  if (link !== null && link.length > TOO_LONG) return <TooLong length={link.length} />;
  return (
    <>
      <Field label="Link" hint={<Length length={link?.length ?? 0} />}>
        {(ties) => (
          <textarea
            {...ties}
            class="input mono share-link"
            rows={4}
            readOnly
            value={link ?? ""}
            onFocus={(event) => event.currentTarget.select()}
          />
        )}
      </Field>
      <div class="share-actions">
        <Button look="main" icon="copy" disabled={link === null} onClick={() => link !== null && copy(link, "The link is copied")}>
          Copy the link
        </Button>
      </div>
      <p class="share-note">
        <Icon name="lock" />
        <span>
          Everything is in the part after the <code>#</code>, which browsers send to no server. Whoever has the link can read it: the
          rules, the event, your Matrix ID and the room’s.
        </span>
      </p>
    </>
  );
}

function Length({ length }: { length: number }) {
  const characters = `${length.toLocaleString("en")} characters`;
  return <>{length > LONG ? `${characters}: some applications cut links that are this long` : characters}</>;
}

function TooLong({ length }: { length: number }) {
  const message = `The link would be ${length.toLocaleString("en")} characters long, and most applications take no more than ${TOO_LONG.toLocaleString("en")}.`;
  return (
    <>
      <Problem problem={{ message, help: "Remove the rules that do not matter here, or send the rules as a file." }} />
      <div class="share-actions">
        <Button icon="copy" onClick={() => copy(JSON.stringify(doc.peek().rules, undefined, 2), "The rules are copied")}>
          Copy the rules as JSON
        </Button>
      </div>
    </>
  );
}
