import type { Random } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import { type ClickToken, givesClickLane, heldClick, newClick } from "../domain/click.ts";
import { type ClickLane, ledgerOf } from "../domain/lane.ts";
import { networksOf } from "../domain/origin.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";

export interface GiveClickLanesDependencies {
  readonly storage: Stores<{ devices: "give" }>;
  readonly keys: Pick<Keys, "recipient">;
  readonly random: Random;
}

/** Who clicked on our own page. */
export interface Clicker {
  readonly sourceIp: string;
  /** What the browser is known by. */
  readonly devices: readonly string[];
}

/** What a browser is known by from a click on. */
export interface GivenClick {
  readonly token: ClickToken;
  readonly ledgerKey: Challenge["ledgerKey"];
}

/**
 * Lets the browser, and the network, in which a user clicked on "this was not me" ask for a day, also where strangers have
 * had all sends: who opens the link holds the mailbox. One lane a challenge, and one network a mailbox: a later click moves
 * them, and prolongs neither. What breaks off between the two is given whole by the next click.
 * @param challenge as it is after the click
 * @param now epoch seconds
 * @returns undefined where the browser was given nothing, as where its lane is void
 */
export async function giveClickLanes(
  { storage, keys, random }: GiveClickLanesDependencies,
  challenge: Challenge,
  { sourceIp, devices }: Clicker,
  now: number,
): Promise<GivenClick | undefined> {
  if (!givesClickLane(challenge, now)) return undefined;
  const { ledgerKey } = challenge;
  const { token, held } = heldClick(devices, challenge, now) ?? newClick(random, challenge, now);
  const [network] = networksOf(await keys.recipient(), sourceIp);
  const locate = ({ lane, holder }: ClickLane) => ({ ...ledgerOf({ ...challenge, lane }), holder });
  const endsAt = await storage.devices.give(locate(held), now);
  if (endsAt === undefined) return undefined;
  if (network) await storage.devices.give(locate({ lane: "clicked", holder: network.key }), now, endsAt);
  return { token, ledgerKey };
}
