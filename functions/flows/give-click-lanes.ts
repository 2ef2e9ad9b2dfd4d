import type { Random } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import { type ClickToken, givesClickLane, newClick } from "../domain/click.ts";
import { ledgerOf } from "../domain/lane.ts";
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
}

/** What a browser is known by from a click on. */
export interface GivenClick {
  readonly token: ClickToken;
  readonly ledgerKey: Challenge["ledgerKey"];
}

/**
 * Lets the browser, and the network, in which a user clicked on "this was not me" ask for a day, also where strangers have
 * had all sends: who opens the link holds the mailbox. One lane a challenge, and one network a mailbox: a later click moves
 * them. What breaks off between the two is given whole by the next click.
 * @param challenge as it is after the click
 * @param now epoch seconds
 */
export async function giveClickLanes(
  { storage, keys, random }: GiveClickLanesDependencies,
  challenge: Challenge,
  { sourceIp }: Clicker,
  now: number,
): Promise<GivenClick | undefined> {
  if (!givesClickLane(challenge, now)) return undefined;
  const { ledgerKey } = challenge;
  const { token, held } = newClick(random, challenge, now);
  const [network] = networksOf(await keys.recipient(), sourceIp);
  const holders = network ? [held, { lane: "clicked", holder: network.key } as const] : [held];
  for (const { lane, holder } of holders)
    await storage.devices.give({ ...ledgerOf({ ...challenge, lane }), holder }, now);
  return { token, ledgerKey };
}
