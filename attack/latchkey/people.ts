import { randomInt } from "node:crypto";
import { addressesLike, type Addresses } from "../addresses.ts";
import { Skipped } from "../case.ts";
import type { Client } from "../client.ts";

/** What the local service's users have in place of real addresses; its strangers too. */
const PATTERN = "attack-*@example.com";

/** Who is asked for at the local service: its e-mail and SMS go nowhere. */
export interface LocalPeople {
  readonly addresses: Addresses;
  readonly numbers: Addresses;
  readonly strangers: Addresses | undefined;
}

/** @param isRegistered whether only customers are sent codes */
export function localPeople(client: Client, isRegistered: boolean): LocalPeople {
  const [addresses, numbers] = [addressesLike(PATTERN), madeUpNumbers()];
  if (!isRegistered) return { addresses, numbers, strangers: undefined };
  return {
    addresses: registering(client, addresses),
    numbers: registering(client, numbers),
    strangers: addressesLike(PATTERN),
  };
}

/**
 * Strangers who look like the e-mail recipients that a stage's owner names, as far as their domain goes.
 * @param recipients as the owner names them, with their codes
 */
export function strangersBeside(recipients: readonly string[]): Addresses | undefined {
  const [domain] = recipients.flatMap((one) => /@([^=]+)/.exec(one)?.[1] ?? []);
  return domain === undefined ? undefined : addressesLike(`attack-*@${domain}`);
}

/** Numbers that Germany keeps for films: no subscriber has one. */
const BLOCKS = ["+49171392000", "+49176040690"];
const BLOCK_SIZE = 100;

function madeUpNumbers(): Addresses {
  let serial = randomInt(BLOCKS.length * BLOCK_SIZE);
  return {
    isEndless: true,
    next() {
      serial = (serial + 1) % (BLOCKS.length * BLOCK_SIZE);
      const block = BLOCKS[Math.floor(serial / BLOCK_SIZE)] ?? "";
      return Promise.resolve(block + String(serial % BLOCK_SIZE).padStart(2, "0"));
    },
  };
}

/** Makes each of them a customer before it is used. */
function registering(client: Client, addresses: Addresses): Addresses {
  return {
    isEndless: addresses.isEndless,
    async next() {
      const recipient = await addresses.next();
      const { status } = await client.json("/_local/customers", { recipient });
      if (status !== 201) throw new Skipped(`no customer could be registered (answered ${status})`);
      return recipient;
    },
  };
}
