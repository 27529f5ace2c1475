/**
 * A plan of requests as a shell script that a person can read before running it. The token stays a placeholder: a
 * script with a token in it would end in a chat or a shell history.
 * @module
 */
import type { Plan } from "../engine/core.ts";

export function asCurl({ requests, impossible }: Plan, homeserver: string | null): string {
  const lines = [
    "#!/bin/sh",
    "set -e",
    `homeserver=${quoted(homeserver ?? "https://matrix.example.org")}`,
    'token="put your access token here"',
    "",
    ...requests.flatMap(({ method, path, body }) => [
      `curl --fail-with-body -X ${method} "$homeserver"${quoted(path)} \\`,
      `  -H "Authorization: Bearer $token"${body === undefined ? "" : " \\"}`,
      ...(body === undefined ? [] : [`  -H 'Content-Type: application/json' --data-raw ${quoted(JSON.stringify(body))}`]),
    ]),
    ...impossible.map(({ message }) => `# not possible: ${message.replace(/\s+/g, " ")}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** A word of the shell: nothing within single quotes means anything. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
