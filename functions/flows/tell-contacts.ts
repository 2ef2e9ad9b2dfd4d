import type { SendQueue } from "../delivery/port.ts";
import { inferAddressKind } from "../domain/address-kind.ts";
import type { Clock } from "../domain/ambient.ts";
import {
  type FactorsChange,
  NOTICE_SECONDS,
  type NoticeContact,
  noticeId,
  toldOf,
} from "../domain/notice.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { testCode } from "./test-code.ts";

export interface TellContactsDependencies {
  readonly storage: Stores<{ notices: "open"; customers: "listContacts" | "read" }>;
  readonly settings: Settings;
  readonly queue: SendQueue;
  readonly clock: Clock;
}

/** Where a notice goes: by e-mail alone, which costs nothing to speak of, and has room for it. */
type Told = Pick<NoticeContact, "recipientKey" | "address" | "locale">;

/**
 * Tells a subject's contacts what happened to its factors: keeps a notice for each of them, and has it sent. It follows
 * from the stream, so that no fault between the act and its notice loses one; a repeated change finds what it has kept.
 * @returns how many notices there are
 */
export async function tellContacts(
  { storage, settings, queue, clock }: TellContactsDependencies,
  change: FactorsChange,
): Promise<number> {
  const now = clock();
  const told = toldOf(change).filter(({ at }) => now < at + NOTICE_SECONDS);
  if (told.length === 0 || !settings.channels.email.enabled) return 0;
  const contacts = await contactsOf({ storage, settings }, change);
  for (const { recipientKey, address, locale } of contacts)
    for (const { kind, at } of told) {
      const id = noticeId(kind, at);
      await storage.notices.open(recipientKey, { id, kind, at, address, locale }, at + NOTICE_SECONDS);
      await queue.enqueue("email", [{ recipientKey, nonce: id, send: 1, channel: "email", notice: true }]);
    }
  return contacts.length * told.length;
}

async function contactsOf(
  { storage, settings }: Pick<TellContactsDependencies, "storage" | "settings">,
  { before, after }: FactorsChange,
): Promise<readonly Told[]> {
  const known =
    settings.registration === "registered"
      ? await customersOf(storage, after.subject, settings.defaultLocale)
      : [before, after].flatMap((one) => (one ? [one.contact, ...one.passkeys, ...one.pushes] : []));
  const byKey = new Map<RecipientKey, Told>();
  for (const one of known) if (one && isTold(settings, one)) byKey.set(one.recipientKey, one);
  return [...byKey.values()];
}

/** A test recipient is sent nothing. */
function isTold(settings: Settings, { address }: Told): boolean {
  return inferAddressKind(address) === "email" && testCode(settings, address) === undefined;
}

/** The index says which there are, the table what they are by now. */
async function customersOf(
  { customers }: TellContactsDependencies["storage"],
  subject: string,
  locale: string,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const { recipientKey } of await customers.listContacts(subject)) {
    const contact = await customers.read(recipientKey);
    if (contact?.customerId !== subject || contact.status !== "active" || contact.address === undefined)
      continue;
    told.push({ recipientKey, address: contact.address, locale: contact.locale ?? locale });
  }
  return told;
}
