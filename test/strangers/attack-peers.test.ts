import { beforeAll, describe, expect, it } from "@jest/globals";
import { attackPeer } from "../../attack/peers/run.ts";
import type { Verdict } from "../../attack/run.ts";

/** What the program finds of products that are not ours: it can fail. */
const FOUND: Readonly<Record<string, Readonly<Record<Verdict, readonly string[]>>>> = {
  // A code is good as often as it is shown, however often it is guessed at: the sign-in lies in the browser's cookie.
  openauth: {
    broken: [
      "race-wrong-codes",
      "race-right-code",
      "race-hidden-code",
      "race-requests",
      "code-shown-twice",
      "budget-by-resend",
      "budget-in-one-sitting",
      "code-life",
      "page-headers",
      "cookie-flags",
      "open-redirects",
      "spellings",
    ],
    held: ["code-of-another", "code-strength", "session-is-new", "session-secrets", "who-is-known"],
    skipped: ["sign-out-ends"],
  },
  // A code is good once; nothing counts wrong ones.
  "auth-js": {
    broken: [
      "race-wrong-codes",
      "race-hidden-code",
      "race-requests",
      "budget-in-one-sitting",
      "code-life",
      "page-headers",
      "spellings",
    ],
    held: ["race-right-code", "code-shown-twice", "sign-out-ends", "cookie-flags", "open-redirects"],
    skipped: ["budget-by-resend"],
  },
  // It counts, and each comparison is one step; a new code begins at none.
  "better-auth": {
    broken: ["race-requests", "budget-in-one-sitting", "spellings"],
    held: ["race-wrong-codes", "race-right-code", "race-hidden-code", "code-shown-twice", "code-life"],
    skipped: ["page-headers", "open-redirects"],
  },
};

describe.each(Object.entries(FOUND))("the attack on %s", (name, found) => {
  let verdicts: Readonly<Record<string, Verdict>>;
  beforeAll(async () => {
    const { cases } = await attackPeer(name);
    verdicts = Object.fromEntries(cases.map((one) => [one.name, one.verdict]));
  });

  it.each(["broken", "held", "skipped"] as const)("finds what is %s", (verdict) => {
    const names = found[verdict];
    expect(Object.fromEntries(names.map((one) => [one, verdicts[one]]))).toEqual(
      Object.fromEntries(names.map((one) => [one, verdict])),
    );
  });
});
