/**
 * The account that a person has connected, for as long as the page is open: nothing of it is ever stored.
 * @module
 */
import { signal } from "@preact/signals";

import { homeserverOf } from "./address.ts";
import { type Account, discover, HomeserverError, whoAmI } from "./client.ts";

export interface Connected extends Account {
  readonly user_id: string;
}

export const account = signal<Connected | null>(null);

/** Finds the homeserver, and asks it whose token this is. */
export async function connect(typed: string, token: string): Promise<Connected> {
  const homeserver = homeserverOf(typed);
  if (homeserver === null) {
    throw new HomeserverError("this is no homeserver: give its address (https://…), its name, or your Matrix ID");
  }
  if (!/^[\x21-\x7e]+$/.test(token)) throw new HomeserverError("this is no access token");
  const url = await discover(homeserver);
  const connected = { url, token, user_id: await whoAmI({ url, token }) };
  account.value = connected;
  return connected;
}

export function disconnect(): void {
  account.value = null;
}
