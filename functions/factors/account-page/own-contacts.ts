import type { Session } from "../../domain/challenge.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { Settings } from "../../settings.ts";
import type { Stores } from "../../storage/port.ts";

export interface OwnContactsDependencies {
  readonly storage: Stores<{ customers: "listContacts" | "isContactOf" }>;
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
  { storage, settings }: OwnContactsDependencies,
  { recipientKey: own, address, subject }: Session,
  most = Infinity,
): Promise<{ readonly contacts: readonly OwnContact[]; readonly more: boolean }> {
  const first = { recipientKey: own, address };
  if (settings.registration !== "registered") return { contacts: [first], more: false };
  const listed = await storage.customers.listContacts(subject);
  const others = listed.filter(({ recipientKey }) => recipientKey !== own);
  const asked = others.slice(0, most - 1);
  const theirs = await Promise.all(
    asked.map(({ recipientKey }) => storage.customers.isContactOf(recipientKey, subject)),
  );
  const contacts = asked.flatMap((contact, index) =>
    theirs[index]
      ? [
          {
            recipientKey: contact.recipientKey,
            ...(contact.address !== undefined && { address: contact.address }),
          },
        ]
      : [],
  );
  return { contacts: [first, ...contacts], more: others.length > asked.length };
}
