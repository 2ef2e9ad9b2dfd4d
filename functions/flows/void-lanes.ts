import type { Challenge, EndCause } from "../domain/challenge.ts";
import { mayGiveClickLane } from "../domain/click.ts";
import { type Side, sideOf } from "../domain/desk-purposes.ts";
import { clickLane, type Lane, laneKind, ledgerOf } from "../domain/lane.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { ChallengeChange, Stores } from "../storage/port.ts";

export interface VoidLanesDependencies {
  readonly storage: Stores<{ challenges: "list"; devices: "list" | "void" }>;
}

/**
 * Makes every device of a recipient unknown that was proven until then, also those whose approval the stream has still to
 * bring, and those that were approved by a challenge that has ended for a cause. A damaged challenge keeps no other device
 * known, and is told at the end. Repeating it changes nothing, and never touches a device that was proven later.
 *
 * A sign-out everywhere, and a block, also make the lanes void that the links of earlier challenges gave, or could give
 * yet. "This was not me" does not: it is how such a lane is given.
 *
 * What is known to the desk is apart from what is known to all else, and is made void apart.
 * @param until epoch seconds
 */
export async function voidLanes(
  { storage }: VoidLanesDependencies,
  recipientKey: RecipientKey,
  until: number,
  cause: EndCause | undefined,
  side: Side,
): Promise<void> {
  // In this order: a device that became known between the two was approved before, so a challenge names it.
  const known = await storage.devices.list(recipientKey, side);
  const { challenges: all, damaged } = await storage.challenges.list(recipientKey);
  const challenges = all.filter((one) => sideOf(one) === side);
  const done = new Set(known.filter(({ isVoid }) => isVoid).map(({ lane }) => lane));
  const proven = known.filter(({ openedAt }) => openedAt <= until).map(({ lane }) => lane);
  const approved = challenges.flatMap((challenge) => {
    const { device, lane } = challenge;
    // One that was asked for on a known device is as old as that device.
    return device !== undefined && device !== lane && wasProven(challenge, until) ? [device] : [];
  });
  for (const lane of new Set<Lane>([...proven, ...approved]))
    if (!done.has(lane)) await storage.devices.void({ recipientKey, lane }, until);
  const clicks = cause === "everywhere" ? challenges.filter((one) => mayGiveClickLane(one, until)) : [];
  for (const challenge of clicks)
    await storage.devices.void(ledgerOf({ ...challenge, lane: clickLane(challenge.nonce) }), until);
  if (damaged[0]) throw damaged[0];
}

/** Clocks differ, and time passes between two steps: what ended for a cause may have been approved after the end's instant. */
function wasProven({ approvedAt, endedFor }: Challenge, until: number): boolean {
  return endedFor !== undefined || (approvedAt !== undefined && approvedAt <= until);
}

/**
 * Whether a change is the end of a session for a cause that makes its recipient's devices unknown: it may have been
 * another person's. That factors were changed is no such cause.
 */
export function voidsLanes({ before, after }: ChallengeChange): boolean {
  if (after?.endedFor === undefined || after.endedFor === "factors") return false;
  return before?.endedFor !== after.endedFor;
}

/**
 * A challenge that was asked for on a device's or a click's lane, where a change says that it was not its user who asked.
 * Whatever else cancels one says nothing of who asked: a sign-out everywhere makes devices unknown by the sessions that it
 * ends, and a change of factors leaves them known. A release that kept no cause is taken to have meant the worst.
 */
export function voidedAlone({ before, after }: ChallengeChange): Challenge | undefined {
  const canceled = after?.status === "canceled" && before?.status !== "canceled";
  if (!canceled || (after.canceledFor ?? "not-me") !== "not-me") return undefined;
  return ["device", "click"].includes(laneKind(after.lane)) ? after : undefined;
}
