import { type Bounds, clientOf } from "../client.ts";
import { listedMailbox, type Mailbox } from "../mailbox.ts";
import type { Message } from "../target.ts";

/** The inbox that a product's server has beside it here. */
export function harnessInbox(url: string, bounds: Bounds): Mailbox {
  const own = clientOf(url, bounds);
  return listedMailbox(
    async (address) => {
      const { text } = await own.ask(`/_harness/inbox?address=${encodeURIComponent(address)}`);
      return JSON.parse(text) as readonly Message[];
    },
    { patienceMs: 5_000, lookMs: 25 },
  );
}

/** Moves the clock of a product's server on. */
export async function passHere(url: string, bounds: Bounds, seconds: number): Promise<void> {
  await clientOf(url, bounds).ask(`/_harness/clock?seconds=${seconds}`, { method: "POST" });
}
