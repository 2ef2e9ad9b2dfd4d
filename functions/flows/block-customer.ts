import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { Observer } from "../observability/port.ts";
import type { Contact, CustomerStatus } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";
import { endContacts, type EndContactsDependencies } from "./end-contacts.ts";
import type { EndedOfRecipient } from "./end-recipient.ts";
import {
  type CustomerQuery,
  findCustomer,
  type FindCustomerDependencies,
  type FindCustomerOutcome,
  type FoundCustomer,
} from "./find-customer.ts";

export interface BlockCustomerDependencies extends FindCustomerDependencies {
  readonly storage: EndContactsDependencies["storage"] &
    Stores<{ customers: "read" | "listContacts" | "setStatus" }>;
  readonly observer: Pick<Observer, "audit">;
  readonly clock: Clock;
  readonly random: Random;
}

/** On whose word an act is done, for the audit trail. */
export interface Author {
  /** Where it was asked for. */
  readonly origin: "desk";
  /** Who the admin is, or is called; never an address. */
  readonly by: string;
  /** The act's name in the audit. @default a new one */
  readonly act?: string;
}

/** A contact whose status was to be set, and whether it had it already. */
export interface SetContact extends Pick<Contact, "recipientKey" | "address"> {
  readonly changed: boolean;
}

export type BlockCustomerOutcome =
  | { readonly kind: "blocked"; readonly contacts: readonly SetContact[]; readonly ended: EndedOfRecipient }
  | Exclude<FindCustomerOutcome, FoundCustomer>;

export type UnblockCustomerOutcome =
  | { readonly kind: "unblocked"; readonly contacts: readonly SetContact[] }
  | Exclude<FindCustomerOutcome, FoundCustomer>;

/**
 * Keeps a customer out: first the status of all contacts, then an end of all that they have. In this order, because a
 * verification reads the status after its own write: either that read sees the block, or the list below sees the session.
 * What breaks off is finished by a repetition, and a contact whose status is written is out meanwhile. What fails of one
 * contact keeps nothing of the others alive.
 * @throws the first fault, once all is done that can be
 */
export async function blockCustomer(
  deps: BlockCustomerDependencies,
  query: CustomerQuery,
  author: Author,
): Promise<BlockCustomerOutcome> {
  const found = await findCustomer(deps, query);
  if (found.kind !== "found") return found;
  const act = began(deps, "block-customer", found, author);
  const contacts = await setStatuses(deps, found, "blocked", deps.clock());
  // Read again: a code that came before its contact's status may have been approved since the first write.
  const now = deps.clock();
  const ended = await endContacts(deps, contacts, now);
  act.done({ changed: contacts.filter(({ changed }) => changed).length, ...ended });
  return { kind: "blocked", contacts, ended };
}

/** Lets a customer ask for codes again. What had ended stays so, and wrong guesses count on. */
export async function unblockCustomer(
  deps: BlockCustomerDependencies,
  query: CustomerQuery,
  author: Author,
): Promise<UnblockCustomerOutcome> {
  const found = await findCustomer(deps, query);
  if (found.kind !== "found") return found;
  const act = began(deps, "unblock-customer", found, author);
  const contacts = await setStatuses(deps, found, "active", deps.clock());
  act.done({ changed: contacts.filter(({ changed }) => changed).length });
  return { kind: "unblocked", contacts };
}

/** Leaves a line before the first write, so that an act that breaks off can be seen, and gives what leaves one at the end. */
function began(
  { observer, random }: BlockCustomerDependencies,
  event: string,
  { contacts }: FoundCustomer,
  { origin, by, act = invocationId(random) }: Author,
) {
  const line = {
    act,
    origin,
    by,
    recipients: contacts.map(({ recipientKey }) => recipientKey).join(" "),
  };
  observer.audit(event, {
    outcome: "begun",
    ...line,
    before: contacts.map(({ status }) => status).join(" "),
  });
  return {
    done: (counts: Readonly<Record<string, number>>) =>
      observer.audit(event, { outcome: "done", ...line, ...counts }),
  };
}

/**
 * Sets the status of all contacts, one after the other, until the index names none that has it not.
 * @returns those that are the customer's: the index may name one that is another's by now
 */
async function setStatuses(
  { storage: { customers } }: BlockCustomerDependencies,
  { customerId, contacts }: FoundCustomer,
  status: CustomerStatus,
  now: number,
): Promise<readonly SetContact[]> {
  const seen = new Set<RecipientKey>();
  const set: SetContact[] = [];
  let next = contacts;
  while (next.length > 0) {
    for (const { recipientKey, address } of next) {
      const result = await customers.setStatus(recipientKey, status, now, customerId);
      seen.add(recipientKey);
      if (result === "unknown") continue;
      set.push({
        recipientKey,
        ...(address !== undefined && { address }),
        changed: result === "changed",
      });
    }
    // A contact that was added meanwhile must not be the way in.
    const listed = customerId === undefined ? [] : await customers.listContacts(customerId);
    next = listed.filter(({ recipientKey }) => !seen.has(recipientKey));
  }
  return set;
}
