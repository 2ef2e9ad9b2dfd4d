import type { Challenge } from "../../functions/domain/challenge.ts";
import type { LedgerLocation } from "../../functions/domain/lane.ts";
import type { LedgerRules } from "../../functions/domain/ledger.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { START } from "../support/service.ts";

let serial = 0;

/** One invocation's mark and time. */
export const write = (now = START) => ({ by: `writer${++serial}`, now });

/** The same thing so many times at the same moment. */
export const together = <T>(count: number, act: () => Promise<T>) =>
  Promise.all(Array.from({ length: count }, act));

export const kinds = (results: readonly { kind: string }[], kind: string) =>
  results.filter((result) => result.kind === kind).length;

/** Puts a pending challenge of a new recipient. */
export async function openedIn(storage: Storage, over: Partial<Challenge> = {}): Promise<Challenge> {
  const challenge = aChallenge(over);
  await storage.challenges.open(challenge);
  return challenge;
}

/** The strangers' ledger of a recipient, of a new one where none is named. */
export function strangers(recipientKey: RecipientKey = freshKey()): LedgerLocation {
  return { recipientKey, lane: "strangers" };
}

/** Limits of a recipient. */
export const RULES: LedgerRules = {
  sends: [
    { name: "cooldown", sends: 1, seconds: 30 },
    { name: "recipient", sends: 5, seconds: 3600 },
    { name: "recipient", sends: 10, seconds: 86_400 },
  ],
  forgetSeconds: 30 * 86_400,
};
