import { inferAddressKind } from "../domain/address-kind.ts";
import { ledgerRecipient, recipientKey } from "../domain/recipient.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Contact } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";
import { goingOn } from "./going-on.ts";

export interface ClearLanesDependencies {
  readonly storage: Stores<{ ledgers: "list" | "forgetSends" }>;
  readonly keys: Pick<Keys, "recipient">;
  readonly settings: Pick<Settings, "registration">;
}

/**
 * Has the sends of some contacts count no more, on whatever ledger; wrong guesses count on, and so does the money.
 * @returns how many ledgers were cleared
 * @throws the first fault, once all is done that can be
 */
export async function clearLanes(
  { storage, keys, settings }: ClearLanesDependencies,
  contacts: readonly Pick<Contact, "recipientKey" | "address">[],
): Promise<number> {
  const secret = await keys.recipient();
  const places = contacts.flatMap(({ recipientKey: own, address }) => {
    if (address === undefined) return [own];
    // A sub-addressed e-mail has its strangers' ledger in the partition of the address without its tag.
    const recipient = { addressKind: inferAddressKind(address), address };
    return [own, recipientKey(secret, ledgerRecipient(recipient, settings.registration))];
  });
  const on = goingOn();
  let cleared = 0;
  for (const place of new Set(places))
    await on.step(async () => {
      for (const { lane, isVoid } of await storage.ledgers.list(place, { sends: [] }))
        if (!isVoid && (await storage.ledgers.forgetSends({ recipientKey: place, lane }))) cleared += 1;
    });
  on.tell();
  return cleared;
}
