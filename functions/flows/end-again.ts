import type { Clock } from "../domain/ambient.ts";
import { type FactorsChange, hasOtherFactors } from "../domain/notice.ts";
import type { Settings } from "../settings.ts";
import { endWithin, type EndRecipientStorage } from "./end-recipient.ts";
import { goingOn } from "./going-on.ts";
import { otherContacts, type OtherContactsStorage } from "./other-contacts.ts";

export interface EndAgainDependencies {
  readonly storage: EndRecipientStorage & OtherContactsStorage;
  readonly settings: Pick<Settings, "registration">;
  readonly clock: Clock;
}

/**
 * Ends once more what a subject had open before its factors became others: who changed them ended it at once, unless a
 * fault or a crash came between. It follows from the stream, and so is repeated until it is done. What began since goes on:
 * it met the new factors.
 * @returns whether it was such a change
 * @throws the first fault, once all is done that can be
 */
export async function endAgain(
  { storage, settings, clock }: EndAgainDependencies,
  change: FactorsChange,
): Promise<boolean> {
  const { subject, desk, changedAt, changedWithin: own } = change.after;
  if (!own || !hasOtherFactors(change)) return false;
  const on = goingOn();
  // The customer with an admin's address has other factors than the admin, and perhaps other people's contacts.
  const { contacts } = desk
    ? { contacts: [] }
    : await otherContacts({ storage, settings }, { subject, recipientKey: own.recipientKey }, { on });
  const side = desk ? "desk" : "users";
  const ending = { cause: "factors", besides: own, before: changedAt, side } as const;
  for (const { recipientKey } of [own, ...contacts])
    await endWithin(storage, recipientKey, ending, clock(), on);
  on.tell();
  return true;
}
