import { describe, expect, it, jest } from "@jest/globals";
import { startLocalProcess } from "../support/local-process.ts";
import { patched, type Plant } from "./patched.ts";
import { runAttack } from "./running.ts";

/** Each starts a service of its own. */
jest.setTimeout(120_000);

const FAULTS: readonly (readonly [string, readonly string[], readonly Plant[]])[] = [
  [
    "a code that may be guessed at for ever",
    ["race-wrong-codes"],
    [
      {
        file: "functions/storage/dynamodb/challenge-writes.ts",
        from: '"#status = :pending AND attempts < maxAttempts AND ',
        to: '"#status = :pending AND ',
      },
    ],
  ],
  [
    "an answer that tells who has signed in before",
    ["who-is-known"],
    [
      {
        file: "functions/http/views.ts",
        from: "export function challengeView(",
        to: "const seen = new Set<string>();\nexport function challengeView(",
      },
      {
        file: "functions/http/views.ts",
        from: "    attemptsLeft: attemptsLeft(challenge),",
        to: "    ...(seen.has(challenge.address) && { returning: true }),\n    attemptsLeft: attemptsLeft(challenge),",
      },
      {
        file: "functions/http/views.ts",
        from: '    status: "approved",',
        to: '    ...(seen.add(challenge.address) && {}),\n    status: "approved",',
      },
    ],
  ],
  [
    "a cookie that scripts can read",
    ["cookie-flags"],
    [{ file: "functions/http/cookies.ts", from: "; HttpOnly", to: "" }],
  ],
  [
    "an address that is registered if it only begins like one that is",
    ["app-redirects"],
    [
      {
        file: "functions/oidc/redirect-address.ts",
        from: "if (registered.includes(address)) return true;",
        to: "if (registered.some((one) => address.startsWith(one))) return true;",
      },
    ],
  ],
  [
    "a resend that gives a code all its guesses again",
    ["budget-by-resend"],
    [
      {
        file: "functions/storage/dynamodb/challenges.ts",
        from: "nextSendAtIso = :nextIso, delivery = :queued",
        to: "nextSendAtIso = :nextIso, delivery = :queued, attempts = :none",
      },
      {
        file: "functions/storage/dynamodb/challenges.ts",
        from: '      ":queued": { state: "queued" },\n      ...(to &&',
        to: '      ":queued": { state: "queued" },\n      ":none": 0,\n      ...(to &&',
      },
    ],
  ],
  [
    "a code that may be shown again",
    ["race-right-code", "code-shown-twice"],
    [
      {
        file: "functions/storage/dynamodb/challenges.ts",
        from: "condition: `${OPEN_FOR_GUESSES} AND attribute_not_exists(decoy)",
        to: "condition: `(#status = :pending OR #status = :approved) AND expiresAt > :now AND NOT contains(decidedBy, :by) AND attribute_not_exists(decoy)",
      },
    ],
  ],
];

const APP = ["--app", "spa", "--redirect-uri", "http://localhost:4001/callback"];

describe("the attacks find in the service of npm start", () => {
  it("no fault where none was planted", async () => {
    const { url } = await startLocalProcess({});
    const names = FAULTS.flatMap(([, of]) => of);
    const { code, stdout } = await runAttack([url, ...APP, "--only", names.join(",")]);
    expect(stdout).toContain(`\n${names.length} held, 0 broken, 0 skipped\n`);
    expect(code).toBe(0);
  });

  it.each(FAULTS)("%s", async (_, names, plants) => {
    const { url } = await startLocalProcess({}, patched(plants));
    const { code, stdout } = await runAttack([url, ...APP, "--only", names.join(",")]);
    expect(stdout).toContain(`\n0 held, ${names.length} broken, 0 skipped\n`);
    expect(code).toBe(1);
  });
});
