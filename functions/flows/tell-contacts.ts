import type { SendQueue } from "../delivery/port.ts";
import type { Clock } from "../domain/ambient.ts";
import {
  type FactorsChange,
  NOTICE_SECONDS,
  type NoticeContact,
  noticeId,
  toldOf,
} from "../domain/notice.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { type GoingOn, goingOn } from "./going-on.ts";
import { type NoticeWay, noticeWay } from "./notice-way.ts";

export interface TellContactsDependencies {
  readonly storage: Stores<{ notices: "open"; customers: "listContacts" | "read" }>;
  readonly settings: Settings;
  readonly queue: SendQueue;
  readonly clock: Clock;
}

/** Where a notice goes. */
type Told = Pick<NoticeContact, "recipientKey" | "address" | "locale">;

/**
 * Tells a subject's contacts, or an admin of the desk, what happened to its factors: keeps a notice for each of them, and has it sent. It follows
 * from the stream, so that no fault between the act and its notice loses one; a repeated change finds what it has kept.
 * @returns how many notices there are
 * @throws the first fault, once all others are told: a contact whose item is damaged keeps none of them in the dark
 */
export async function tellContacts(
  { storage, settings, queue, clock }: TellContactsDependencies,
  change: FactorsChange,
): Promise<number> {
  const now = clock();
  const told = toldOf(change).filter(({ at }) => now < at + NOTICE_SECONDS);
  if (told.length === 0) return 0;
  const on = goingOn();
  const contacts = await contactsOf({ storage, settings }, change, on);
  for (const { recipientKey, address, locale, channel } of contacts)
    for (const { kind, at } of told)
      await on.step(async () => {
        const id = noticeId(kind, at);
        await storage.notices.open(recipientKey, { id, kind, at, address, locale }, at + NOTICE_SECONDS);
        await queue.enqueue(channel, [{ recipientKey, nonce: id, send: 1, channel, notice: true }]);
      });
  on.tell();
  return contacts.length * told.length;
}

async function contactsOf(
  { storage, settings }: Pick<TellContactsDependencies, "storage" | "settings">,
  { before, after }: FactorsChange,
  on: GoingOn,
): Promise<readonly (Told & Pick<NoticeWay, "channel">)[]> {
  const enrolled = [before, after]
    .flatMap((one) => (one ? [one.contact, ...one.passkeys, ...one.pushes] : []))
    .filter((one) => one !== undefined);
  // An admin may be no customer, and a customer's other contacts have nothing to do with the desk.
  const known =
    settings.registration === "registered" && !after.desk
      ? await customersOf(storage, after.subject, enrolled, settings.defaultLocale, on)
      : enrolled;
  const byKey = new Map(known.map((one) => [one.recipientKey, one]));
  return [...byKey.values()].flatMap((one) => {
    const way = noticeWay(settings, one.address);
    return way ? [{ ...one, channel: way.channel }] : [];
  });
}

/**
 * The index says which there are, beside those that have enrolled something; the table says what they are by now. A contact
 * without an id is in no index: it is its own customer, and has signed in by its own address.
 */
async function customersOf(
  { customers }: TellContactsDependencies["storage"],
  subject: string,
  enrolled: readonly Told[],
  locale: string,
  on: GoingOn,
): Promise<readonly Told[]> {
  const own = new Map(enrolled.map((one) => [one.recipientKey, one]));
  const listed = (await customers.listContacts(subject)).map(({ recipientKey }) => recipientKey);
  const told: Told[] = [];
  for (const recipientKey of new Set([...listed, ...own.keys()])) {
    const contact = await on.step(() => customers.read(recipientKey));
    if (contact?.status !== "active" || (contact.customerId ?? subject) !== subject) continue;
    // Items of releases before blocking have no address.
    const address = contact.address ?? own.get(recipientKey)?.address;
    if (address === undefined) continue;
    told.push({ recipientKey, address, locale: contact.locale ?? own.get(recipientKey)?.locale ?? locale });
  }
  return told;
}
