import type { Challenge, Session } from "../domain/challenge.ts";
import { endWithin, type EndRecipientStorage } from "../flows/end-recipient.ts";
import { goingOn } from "../flows/going-on.ts";
import { otherContacts, type OtherContactsStorage } from "../flows/other-contacts.ts";
import type { Settings } from "../settings.ts";

export interface EndOthersDependencies {
  readonly storage: EndRecipientStorage & OtherContactsStorage;
  readonly settings: Pick<Settings, "registration">;
}

/**
 * Ends whatever else a subject has, once its factors are others: challenges that are open, sessions but the one in which
 * they were changed, and what apps were granted of those. A session that was opened before might be a thief's.
 * @throws the first fault, once all is done that can be
 */
export async function endOthers(
  { storage, settings }: EndOthersDependencies,
  own: Challenge | Session,
  now: number,
): Promise<void> {
  const on = goingOn();
  const { contacts } = await otherContacts({ storage, settings }, own, { on });
  for (const { recipientKey } of [own, ...contacts])
    await endWithin(storage, recipientKey, { cause: "factors", besides: own, side: "users" }, now, on);
  on.tell();
}

/** The same for who answers all the same: the change is made by then. @returns what went wrong, if anything did */
export async function faultOfEnding(
  deps: EndOthersDependencies,
  own: Challenge | Session,
  now: number,
): Promise<{ readonly fault?: unknown }> {
  try {
    await endOthers(deps, own, now);
    return {};
  } catch (fault) {
    return { fault };
  }
}
