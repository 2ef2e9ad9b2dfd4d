import { bucketStart, type Group, stopGroups, sentEntry, stoppedUntil } from "../domain/breaker.ts";
import type { Clock } from "../domain/ambient.ts";
import { type Challenge, isByPasskeyAlone } from "../domain/challenge.ts";
import { traitsOf } from "../domain/channel.ts";
import { microUsd } from "../domain/prices/price-list.ts";
import type { Settings } from "../settings.ts";
import type { ChallengeChange, Stores } from "../storage/port.ts";
import { expectedParts, partPrice } from "./price-send.ts";

export interface BookkeepDependencies {
  readonly storage: Stores<{ ledgers: "prove"; breaker: "count" | "newest"; spend: "stop" }>;
  readonly settings: Settings;
  readonly clock: Clock;
}

/** A country or a block of numbers that numbers which are not proven are sent nothing to for a while. */
export interface Stop {
  readonly group: string;
  /** Epoch seconds. */
  readonly until: number;
}

export interface BookkeepOutcome {
  readonly kind: "booked" | "needless";
  /** What is stopped from now on. */
  readonly stops: readonly Stop[];
}

const NEEDLESS: BookkeepOutcome = { kind: "needless", stops: [] };

/**
 * Keeps the books of what costs money, so that no user waits for it: a number that was approved is proven, and what was
 * sent and approved is counted for the breaker. The stream delivers at least once, and a repeated change does nothing more.
 */
export async function bookkeep(
  deps: BookkeepDependencies,
  { before, after }: ChallengeChange,
): Promise<BookkeepOutcome> {
  const { storage, settings } = deps;
  // A customer and a stranger must cost alike: in registered mode nothing depends on these books.
  if (!after || settings.registration !== "open" || after.test === true) return NEEDLESS;
  // A passkey proves no number again.
  if (isByPasskeyAlone(after)) return NEEDLESS;
  if (traitsOf(after.channel).addressKind !== "phone") return NEEDLESS;
  const { approvedAt } = after;
  if (approvedAt !== undefined && before?.approvedAt === undefined) {
    await storage.ledgers.prove({ recipientKey: after.ledgerKey, lane: "strangers" }, approvedAt);
    if (after.unproven) await count(deps, after, "approved", after.nonce);
    return { kind: "booked", stops: [] };
  }
  return after.unproven && after.sends > (before?.sends ?? 0) ? countSent(deps, after) : NEEDLESS;
}

/** Counts an SMS, and judges where it went to. */
async function countSent(deps: BookkeepDependencies, challenge: Challenge): Promise<BookkeepOutcome> {
  const { settings } = deps;
  const price = partPrice(settings, challenge);
  if (price === undefined) return NEEDLESS;
  const cost = price * expectedParts(settings, challenge);
  await count(deps, challenge, "sent", sentEntry(challenge.nonce, challenge.sends, cost));
  const judged = await Promise.all(groups(challenge).map((group) => judge(deps, group)));
  return { kind: "booked", stops: judged.flatMap((stop) => stop ?? []) };
}

async function count(
  { storage }: BookkeepDependencies,
  challenge: Challenge,
  of: "sent" | "approved",
  entry: string,
): Promise<void> {
  // By when it was asked for, which never changes: an approval finds the bucket of its SMS.
  const startsAt = bucketStart(challenge.issuedAt);
  await Promise.all(groups(challenge).map(({ name }) => storage.breaker.count(name, startsAt, of, entry)));
}

async function judge(
  { storage, settings, clock }: BookkeepDependencies,
  group: Group,
): Promise<Stop | undefined> {
  const { leastConversion, dailyUsd } = settings.channels.sms.spend;
  const rules = { leastConversion, ceiling: microUsd(dailyUsd) };
  const until = stoppedUntil(group, await storage.breaker.newest(group.name), rules);
  const now = clock();
  if (until === undefined || until <= now) return undefined;
  return (await storage.spend.stop(group.name, until, now)) ? { group: group.name, until } : undefined;
}

function groups({ country, address }: Challenge): Group[] {
  return stopGroups(country, address);
}
