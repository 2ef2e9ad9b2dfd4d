import type { RecipientKey } from "../domain/recipient.ts";
import type { Settings } from "../settings.ts";
import type { Contact } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";
import type { GoingOn } from "./going-on.ts";

export type OtherContactsStorage = Stores<{ customers: "listContacts" | "isContactOf" }>;

/** A contact, and whose it is: the others of that subject are looked for. */
export interface ContactOf {
  readonly recipientKey: RecipientKey;
  readonly subject: string;
}

export interface OtherContacts {
  readonly contacts: readonly Contact[];
  /** Whether there are more than were asked for. */
  readonly more: boolean;
}

interface Walk {
  /** Has what fails keep nothing else from being done: a contact of which nothing is known counts then. @default it throws */
  readonly on?: Pick<GoingOn, "step">;
  /** How many at most. @default all */
  readonly most?: number;
}

/** The other contacts of a customer, each asked of the table: the index may name one that is another customer's by now. */
export async function contactsBeside(
  { customers }: OtherContactsStorage,
  { recipientKey: own, subject }: ContactOf,
  { on = { step: (act) => act() }, most = Infinity }: Walk = {},
): Promise<OtherContacts> {
  const listed = (await on.step(() => customers.listContacts(subject))) ?? [];
  const others = listed.filter(({ recipientKey }) => recipientKey !== own);
  const asked = others.slice(0, most);
  const theirs = await Promise.all(
    asked.map(({ recipientKey }) => on.step(() => customers.isContactOf(recipientKey, subject))),
  );
  return {
    contacts: asked.filter((_, index) => theirs[index] !== false),
    more: others.length > asked.length,
  };
}

/** The same of a subject whose customers may not be known: an open service knows of none, and reads nothing. */
export function otherContacts(
  {
    storage,
    settings,
  }: { readonly storage: OtherContactsStorage; readonly settings: Pick<Settings, "registration"> },
  contact: ContactOf,
  walk: Walk = {},
): Promise<OtherContacts> {
  if (settings.registration !== "registered") return Promise.resolve({ contacts: [], more: false });
  return contactsBeside(storage, contact, walk);
}
