import type { Session } from "../../domain/challenge.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import { otherContacts, type OtherContactsStorage } from "../../flows/other-contacts.ts";
import type { Settings } from "../../settings.ts";

export interface OwnContactsDependencies {
  readonly storage: OtherContactsStorage;
  readonly settings: Pick<Settings, "registration">;
}

/** Where a subject may have something. */
export interface OwnContact {
  readonly recipientKey: RecipientKey;
  /** Items of releases before blocking have none. */
  readonly address?: string;
}

/**
 * The contacts of a session's subject, its own first, each asked of the table: the index may name one that is another
 * customer's by now. An open service knows of one.
 * @param most how many at most
 */
export async function ownContacts(
  deps: OwnContactsDependencies,
  session: Session,
  most = Infinity,
): Promise<{ readonly contacts: readonly OwnContact[]; readonly more: boolean }> {
  const { contacts, more } = await otherContacts(deps, session, { most: most - 1 });
  const { recipientKey, address } = session;
  const others = contacts.map((one) => ({
    recipientKey: one.recipientKey,
    ...(one.address !== undefined && { address: one.address }),
  }));
  return { contacts: [{ recipientKey, address }, ...others], more };
}
