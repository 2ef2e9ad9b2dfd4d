import { type Side, SIDES } from "../domain/desk-purposes.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import { type EndedOfRecipient, endRecipient, type EndRecipientStorage } from "./end-recipient.ts";
import { goingOn } from "./going-on.ts";
import { voidLanes, type VoidLanesDependencies } from "./void-lanes.ts";

export interface EndContactsDependencies {
  readonly storage: EndRecipientStorage & VoidLanesDependencies["storage"];
}

/**
 * Ends all that some contacts have, and makes their devices unknown. What fails of one keeps nothing of the others alive, and
 * a repetition meets only what is left.
 * @param sides as users and as admins @default both
 * @throws the first fault, once all is done that can be
 */
export async function endContacts(
  deps: EndContactsDependencies,
  contacts: readonly { readonly recipientKey: RecipientKey }[],
  now: number,
  sides: readonly Side[] = SIDES,
): Promise<EndedOfRecipient> {
  let ended: EndedOfRecipient = { sessions: 0, challenges: 0, grants: 0 };
  const on = goingOn();
  for (const { recipientKey } of contacts) {
    for (const side of sides) {
      const more = await on.step(() => endRecipient(deps.storage, recipientKey, now, side));
      if (more) ended = sumOf(ended, more);
      // A contact may have no session any more by whose end its devices become unknown.
      await on.step(() => voidLanes(deps, recipientKey, now, "everywhere", side));
    }
  }
  on.tell();
  return ended;
}

function sumOf(one: EndedOfRecipient, other: EndedOfRecipient): EndedOfRecipient {
  return {
    sessions: one.sessions + other.sessions,
    challenges: one.challenges + other.challenges,
    grants: one.grants + other.grants,
  };
}
