import { MAX_CODE_SECONDS } from "../../domain/challenge.ts";
import type { Lane } from "../../domain/lane.ts";
import type { Done, Refused } from "../port/challenges.ts";
import type { Write } from "../port/write.ts";
import { fromItem } from "./challenge-item.ts";
import { type Conflict, type Item, iso } from "./table.ts";

/** A guess is evaluated only under this condition, so parallel guesses never exceed the budget. */
export const OPEN_FOR_GUESSES =
  "#status = :pending AND attempts < maxAttempts AND expiresAt > :now AND NOT contains(decidedBy, :by)";

/** The same for the code of a challenge that is proved: the right one counts among its attempts, and is no wrong one. */
export const OPEN_FOR_CODES =
  "#status = :proved AND attempts <= maxAttempts AND expiresAt > :now AND NOT contains(decidedBy, :by)";

export const STATUS = { "#status": "status" };

/** What an approval writes, whichever guess it follows. */
export function approving(
  { sessionSeconds, device }: { readonly sessionSeconds?: number; readonly device?: Lane },
  now: number,
  retentionSeconds: number,
) {
  const endsAt = sessionSeconds === undefined ? undefined : now + sessionSeconds;
  return {
    set: [
      "#status = :approved, approvedAt = :now, approvedAtIso = :nowIso, #ttl = :ttl",
      ...(device === undefined ? [] : ["device = if_not_exists(device, :device)"]),
      ...(endsAt === undefined ? [] : ["sessionEndsAt = :endsAt, sessionEndsAtIso = :endsAtIso"]),
    ],
    values: {
      ...{ ":approved": "approved", ":now": now, ":nowIso": iso(now), ":device": device },
      ":ttl": now + Math.max(sessionSeconds ?? 0, MAX_CODE_SECONDS) + retentionSeconds,
      ...(endsAt !== undefined && { ":endsAt": endsAt, ":endsAtIso": iso(endsAt) }),
    },
  };
}

/** The values of {@link OPEN_FOR_GUESSES}, and the mark of who writes. */
export function guess(by: Write["by"], now: number): Item {
  return { ":pending": "pending", ":now": now, ":one": 1, ":by": by, ":me": new Set([by]) };
}

/** Whether the item carries the mark of this invocation: then the conflict is with our own write, whose answer was lost. */
export function wrote(item: Item, by: string): boolean {
  return item.decidedBy instanceof Set && item.decidedBy.has(by);
}

/** What a step came to: one that meets its own write, whose answer was lost, is done. */
export function settled(
  result: { kind: "done"; item: Item } | Conflict,
  isOurs: (item: Item) => boolean,
): Done | Refused {
  if (result.kind === "done") return { kind: "done", challenge: fromItem(result.item) };
  if (!result.item) return { kind: "refused", challenge: undefined };
  return { kind: isOurs(result.item) ? "done" : "refused", challenge: fromItem(result.item) };
}
