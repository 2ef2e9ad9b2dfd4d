import * as z from "zod/mini";
import { maskAddress } from "../../domain/mask.ts";
import { deskSubject } from "../../domain/subject.ts";
import { findPerson } from "../../flows/find-person.ts";
import { findSubject, type FindSubjectOutcome } from "../../flows/find-subject.ts";
import { readStory, type Story, STORY_PAGE, type StoryContact } from "../../flows/read-story.ts";
import type { PlainItem } from "../../storage/port/persons.ts";
import { reading, type Seen } from "../act.ts";
import { person, cursor, cursorOf } from "../inputs.ts";
import type { ReadingDesk } from "../services.ts";
import { aboutOf, isoText, withoutAddress } from "../shown.ts";
import { type ShownEntry, shownEntry } from "../story/shown-entry.ts";
import { maskedItem, maskedText } from "../story/shown-items.ts";
import {
  shownCodes,
  shownContactNow,
  type ShownOpen,
  type ShownPersonContact,
  shownSessions,
} from "../story/shown-person.ts";
import { type ShownFactors, shownFactors } from "./factors.ts";

/** The story of a person: what holds now, and what happened, the newest first. Instants are ISO 8601. */
export interface ToldStory {
  readonly outcome: "told";
  readonly now: string;
  /** An open service knows no customers, and sends to everyone. */
  readonly registration: "open" | "registered";
  /** The owner's id of the customer. */
  readonly customerId?: string;
  readonly contacts: readonly ShownPersonContact[];
  readonly sessions: readonly ShownOpen[];
  /** Codes that wait to be typed. */
  readonly codes: readonly ShownOpen[];
  /** What was enrolled; absent where nothing was, and where it cannot be read. */
  readonly factors?: Omit<ShownFactors, "outcome">;
  /** Set where what the person has enrolled is named and gone: then the person signs in nowhere. */
  readonly factorsGone?: true;
  readonly entries: readonly ShownEntry[];
  /** What to ask for older ones with, as `before`. */
  readonly next?: string;
  /** Where it was asked for: the items behind the entries, and on the first page all others that are the person's. */
  readonly items?: readonly PlainItem[];
}

export type StoryAnswer = ToldStory | { readonly outcome: "not-found" | "ambiguous" };

export const story = reading({
  what: "What happened to a person, and what holds now: why a code came, or did not",
  least: "operator",
  input: z.strictObject({
    ...person,
    before: z.optional(cursor),
    most: z._default(z.int().check(z.gte(1), z.lte(STORY_PAGE)), STORY_PAGE),
    /** All that the table holds of the person beside it; with whole addresses for an owner. */
    items: z._default(z.boolean(), false),
  }),
  async read(services, { customer, as, before, most, items }, admin): Promise<Seen<StoryAnswer>> {
    const found = await findPerson(services, { customer, as });
    if (found.kind !== "found") return { answer: { outcome: found.kind } };
    const told = await readStory(services, found, cursorOf(before ?? ""), most);
    const subject = await findSubject(services, { customer, as });
    const isWhole = items && admin.role === "owner";
    const [show, showWithin] = isWhole ? [whole, whole] : [maskAddress, maskedText];
    const { registration } = services.settings;
    const how = { now: told.now, show, showWithin, isRegistered: registration === "registered" };
    const { customerId } = found;
    return {
      about: await aboutOf(services, found),
      ...(items && { shows: "items" as const }),
      answer: {
        ...{ outcome: "told", now: isoText(told.now), registration },
        ...(customerId !== undefined && { customerId: isWhole ? customerId : withoutAddress(customerId) }),
        contacts: told.contacts.toSorted(byAddress).map((one) => shownContactNow(one, how)),
        ...{ sessions: shownSessions(told), codes: shownCodes(told) },
        ...(subject.kind === "found" && subject.factors && { factors: shownFactors(subject) }),
        ...(subject.kind === "factors-gone" && { factorsGone: true }),
        entries: told.entries.map((entry) =>
          shownEntry(entry, { now: told.now, show, contacts: told.contacts }),
        ),
        ...(told.next && { next: `${isoText(told.next.at)}/${told.next.id}` }),
        ...(items && {
          items: await itemsOf(services, told, isWhole, before === undefined ? subject : undefined),
        }),
      },
    };
  },
});

const whole = (text: string) => text;

/** @param subject of the first page, which has what is no entry, too */
async function itemsOf(
  { storage, keys }: ReadingDesk,
  { contacts, entries }: Story,
  isWhole: boolean,
  subject: FindSubjectOutcome | undefined,
): Promise<PlainItem[]> {
  const enrolled = subject?.kind === "found" ? await storage.persons.readSubject(subject.at) : [];
  const secret = await keys.recipient();
  // What an admin has enrolled for the desk is the person's too.
  const ofDesk = subject ? contacts.map((one) => deskSubject(secret, one.recipientKey)) : [];
  const forDesk = (await Promise.all(ofDesk.map((at) => storage.persons.readSubject(at)))).flat();
  const all = [
    ...(subject
      ? [
          ...contacts.flatMap(({ state, sharedItems }) => [...state.items, ...sharedItems]),
          ...[...enrolled, ...forDesk],
        ]
      : []),
    ...entries.map(({ trace }) => trace.item()),
  ];
  return isWhole ? all : all.map(maskedItem);
}

/** The index lists contacts in no order. Addresses come before numbers, which begin with a plus. */
function byAddress({ address: one = "" }: StoryContact, { address: other = "" }: StoryContact): number {
  return Number(one.startsWith("+")) - Number(other.startsWith("+")) || (one < other ? -1 : 1);
}
