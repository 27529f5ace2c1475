/** Where the homeserver is and the token for it; or, when that is known, whose account is connected. */
import { useState } from "preact/hooks";

import { account, connect, disconnect } from "../homeserver/account.ts";
import { Button } from "./Button.tsx";
import { TextField } from "./Field.tsx";
import { Icon } from "./Icon.tsx";
import { Problem } from "./Problem.tsx";

export function AccountFields() {
  const [homeserver, setHomeserver] = useState("");
  const [token, setToken] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (account.value !== null) return <ConnectedAccount />;
  return (
    <form
      class="account"
      onSubmit={async (event) => {
        event.preventDefault();
        setBusy(true);
        setProblem(null);
        try {
          await connect(homeserver, token.trim());
          setToken("");
        } catch (error) {
          setProblem(String(error instanceof Error ? error.message : error));
        }
        setBusy(false);
      }}
    >
      <TextField label="Homeserver or Matrix ID" mono placeholder="@alice:example.org" value={homeserver} onText={setHomeserver} required />
      <TextField
        label="Access token"
        type="password"
        mono
        value={token}
        onText={setToken}
        required
        hint="In Element: Settings, Help & About, Access Token."
      />
      <p class="account-note">
        <Icon name="lock" />
        The token goes to your homeserver and nowhere else. It is kept in memory only, and is gone when you leave or reload.
      </p>
      {problem !== null && <Problem problem={{ message: problem }} />}
      <div>
        <Button type="submit" disabled={busy}>
          {busy ? "Connecting…" : "Connect"}
        </Button>
      </div>
    </form>
  );
}

function ConnectedAccount() {
  return (
    <p class="account-connected">
      <Icon name="check" />
      <span>
        Connected as <bdi class="mono">{account.value?.user_id}</bdi>
      </span>
      <Button look="plain" onClick={disconnect}>
        Forget the token
      </Button>
    </p>
  );
}
