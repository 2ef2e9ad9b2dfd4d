import type { Challenge } from "../domain/challenge.ts";
import { sideOf } from "../domain/desk-purposes.ts";
import { traitsOf } from "../domain/channel.ts";
import { networkLane } from "../domain/lane.ts";
import { leavingFor } from "../domain/known-devices.ts";
import type { Stores } from "../storage/port.ts";

export interface RememberDeviceDependencies {
  readonly storage: Stores<{ challenges: "read"; devices: "list" | "open" | "renew" | "void" }>;
}

/** Lets a recipient ask from the network on which they were proven, also where strangers there have had all sends. */
export async function rememberNetwork(
  { storage }: { readonly storage: Stores<{ ledgers: "keepNetwork" }> },
  { recipientKey, origin, approvedAt, test }: Challenge,
): Promise<void> {
  // Who asks for itself through the owner's server has no network.
  if (approvedAt === undefined || origin === undefined || test) return;
  await storage.ledgers.keepNetwork({ recipientKey, lane: networkLane(origin) }, approvedAt);
}

/**
 * Makes the device of an approved challenge known, or keeps it known for longer. What the stream repeats, or brings late,
 * opens nothing more: not a lane that was void before, and none of a challenge that is gone, or ended for a cause since.
 */
export async function rememberDevice(
  { storage }: RememberDeviceDependencies,
  approved: Challenge,
): Promise<void> {
  const { recipientKey, device, lane, approvedAt, channel } = approved;
  if (device === undefined || approvedAt === undefined) return;
  const at = { recipientKey, lane: device };
  if (device === lane) {
    await storage.devices.renew(at, approvedAt);
    return;
  }
  const current = await storage.challenges.read(approved);
  if (current?.device !== device || current.endedFor !== undefined) return;
  const devices = await storage.devices.list(recipientKey, sideOf(approved));
  if (devices.some((one) => one.lane === device)) {
    // Known already: it was asked for there, but had no send left. A repetition for a new one finds nothing to renew.
    await storage.devices.renew(at, approvedAt);
    return;
  }
  const leaving = leavingFor(devices, traitsOf(channel).addressKind, approvedAt);
  if (!leaving) return;
  for (const left of leaving) await storage.devices.void({ recipientKey, lane: left }, approvedAt);
  await storage.devices.open(at, approvedAt);
}
