import { findPerson, type FindPersonOutcome, type FoundPerson } from "../../flows/find-person.ts";
import { forgetPerson } from "../../flows/forget-person.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { OutboundQueue } from "../../outbound/port.ts";
import type { AuditedAct } from "../../storage/port/audit.ts";
import { type Allowed, type DeskAct, acting } from "../act.ts";
import { ofPerson } from "../inputs.ts";
import type { DeskServices } from "../services.ts";
import { aboutOf, customerTag, isoText, keysOf } from "../shown.ts";

export type ForgetAnswer =
  | { readonly outcome: "forgotten"; readonly counts: Readonly<Record<string, number>> }
  | { readonly outcome: "not-found" | "ambiguous" };

/** Who may do it, and what it does, for the pages that have its form. */
export const FORGETTING = {
  what: "Deletes all that is kept of a person, but for what guards others and names nobody",
  least: "owner",
} as const satisfies Allowed & Pick<DeskAct, "what">;

/** So long an act may be at it, in seconds: a younger one has not broken off. */
const GOES_ON_SECONDS = 60;

/** What the audit says of one that broke off, and that a later one has finished. */
const FINISHED_LATER = "finished-later";

/**
 * Beside the table of acts: it has a function of its own, whose role alone may delete. One that broke off may have deleted what
 * says whose the rest is; the audit says it still. So a repetition, and any later one of the same person, finishes it.
 */
export function forget(outbound: OutboundQueue): DeskAct<ForgetAnswer> {
  return acting({
    ...FORGETTING,
    input: ofPerson,
    async aim(services, query, _admin, begun) {
      const found = await findPerson(services, query);
      if (found.kind === "ambiguous") return { outcome: found.kind };
      const id =
        found.kind === "found" ? found.customerId : query.as === "address" ? undefined : query.customer;
      const tags = found.kind === "found" ? await aboutOf(services, found) : [];
      if (found.kind !== "found" && id !== undefined) tags.push(await customerTag(services, id));
      const left = await brokenOff(services, tags);
      const person = await withLeft(services, { found, id }, begun ? [begun, ...left] : left);
      if (!person) return { outcome: "not-found" };
      return {
        kind: "aimed",
        persons: keysOf(person),
        about: await aboutOf(services, person),
        before: person.isCustomer ? "customer" : "stranger",
        run: async (doing): Promise<ForgetAnswer> => {
          const counts = await forgetPerson({ ...services, outbound }, person);
          for (const other of left)
            if (other.id !== doing.id)
              await services.storage.audit.end(other.id, { outcome: FINISHED_LATER }, services.clock());
          return { outcome: "forgotten", counts };
        },
      };
    },
  });
}

/** Of so many acts, the newest ones, it is looked up whether one broke off: a busy billing system leaves many in a day. */
const MOST_READ = 2000;

/**
 * Acts of this month and the last one, as far as they are among the newest, that began to forget the same person, and broke off.
 * @param tags of the person, each of which is no other person's
 */
async function brokenOff(
  { storage, clock }: DeskServices,
  tags: readonly string[],
): Promise<readonly AuditedAct[]> {
  const isAbout = new Set(tags);
  const now = clock();
  const thisMonth = isoText(now).slice(0, 7);
  const months = [thisMonth, isoText(Date.parse(`${thisMonth}-01`) / 1000 - 1).slice(0, 7)];
  const left: AuditedAct[] = [];
  let seen = 0;
  for (const month of months)
    for await (const act of actsOf(storage, month)) {
      if (seen >= MOST_READ) return left;
      seen += 1;
      const isLeft = act.act === "forget" && act.doneAt === undefined && act.begunAt <= now - GOES_ON_SECONDS;
      if (isLeft && act.about.some((one) => isAbout.has(one))) left.push(act);
    }
  return left;
}

/** As many acts are read at a time. */
const PAGE = 200;

async function* actsOf({ audit }: DeskServices["storage"], month: string): AsyncGenerator<AuditedAct, void> {
  for (let before: AuditedAct["id"] | undefined; ;) {
    const page: readonly AuditedAct[] = await audit.list(month, { most: PAGE, before });
    yield* page;
    if (page.length < PAGE) return;
    before = page.at(-1)?.id;
  }
}

const KEY = /^[\w-]{22}$/;

interface Sought {
  readonly found: Exclude<FindPersonOutcome, { readonly kind: "ambiguous" }>;
  /** The owner's id of the customer, where there is one. */
  readonly id: string | undefined;
}

/** A person with those contacts too that only the audit names by now; not one that is registered and not this very customer's. */
async function withLeft(
  services: DeskServices,
  { found, id }: Sought,
  left: readonly AuditedAct[],
): Promise<FoundPerson | undefined> {
  const { storage, settings } = services;
  if (left.length === 0) return found.kind === "found" ? found : undefined;
  const contacts = found.kind === "found" ? found.contacts : [];
  const known = new Set(keysOf({ contacts }));
  const about = new Set(left.flatMap((act) => act.about));
  /** A contact whose person has no id any more is told by the act that broke off. */
  const isOwn = async (customerId: string | undefined) =>
    customerId !== undefined &&
    (id === undefined ? about.has(await customerTag(services, customerId)) : customerId === id);
  const others: RecipientKey[] = [];
  for (const key of [...about].filter((one): one is RecipientKey => KEY.test(one))) {
    if (known.has(key)) continue;
    const contact = settings.registration === "registered" ? await storage.customers.read(key) : undefined;
    if (!contact || (await isOwn(contact.customerId))) others.push(key);
  }
  return {
    ...(found.kind === "found" ? found : { kind: "found", isCustomer: false }),
    contacts: [...contacts, ...others.map((recipientKey) => ({ recipientKey, status: "blocked" }) as const)],
  };
}
