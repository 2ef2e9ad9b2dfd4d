import { findPerson, type FindPersonOutcome, type FoundPerson } from "../../flows/find-person.ts";
import { forgetPerson } from "../../flows/forget-person.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { OutboundQueue } from "../../outbound/port.ts";
import type { AuditedAct } from "../../storage/port/audit.ts";
import { type Allowed, type DeskAct, acting } from "../act.ts";
import { ofPerson } from "../inputs.ts";
import type { DeskServices } from "../services.ts";
import { aboutOf, isoText, keysOf, withoutAddress } from "../shown.ts";

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
      const left = await brokenOff(services, found, query.customer);
      const person = await withLeft(services, found, begun ? [begun, ...left] : left);
      if (!person) return { outcome: "not-found" };
      return {
        kind: "aimed",
        persons: keysOf(person),
        about: aboutOf(person),
        before: person.isCustomer ? "customer" : "stranger",
        run: async ({ id }): Promise<ForgetAnswer> => {
          const counts = await forgetPerson({ ...services, outbound }, person);
          for (const other of left)
            if (other.id !== id)
              await services.storage.audit.end(other.id, { outcome: FINISHED_LATER }, services.clock());
          return { outcome: "forgotten", counts };
        },
      };
    },
  });
}

/** Of so many acts, the newest ones, it is looked up whether one broke off: a busy billing system leaves many in a day. */
const MOST_READ = 2000;

/** Acts of this month and the last one, as far as they are among the newest, that began to forget the same person, and broke off. */
async function brokenOff(
  { storage, clock }: DeskServices,
  found: FindPersonOutcome,
  named: string,
): Promise<readonly AuditedAct[]> {
  const isAbout = new Set(found.kind === "found" ? aboutOf(found) : [`customer ${named}`]);
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

/** A person with those contacts too that only the audit names by now; not one that was registered as another's since. */
async function withLeft(
  { storage, settings }: DeskServices,
  found: Exclude<FindPersonOutcome, { readonly kind: "ambiguous" }>,
  left: readonly AuditedAct[],
): Promise<FoundPerson | undefined> {
  if (left.length === 0) return found.kind === "found" ? found : undefined;
  const contacts = found.kind === "found" ? found.contacts : [];
  const known = new Set(keysOf({ contacts }));
  const about = new Set(left.flatMap((act) => act.about));
  const others: RecipientKey[] = [];
  for (const key of [...about].filter((one): one is RecipientKey => KEY.test(one))) {
    if (known.has(key)) continue;
    const contact = settings.registration === "registered" ? await storage.customers.read(key) : undefined;
    if (!contact || about.has(`customer ${withoutAddress(contact.customerId ?? "")}`)) others.push(key);
  }
  return {
    ...(found.kind === "found" ? found : { kind: "found", isCustomer: false }),
    contacts: [...contacts, ...others.map((recipientKey) => ({ recipientKey, status: "blocked" }) as const)],
  };
}
