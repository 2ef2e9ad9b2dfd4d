import { inferAddressKind } from "../domain/address-kind.ts";
import type { Clock } from "../domain/ambient.ts";
import { subjectOf } from "../domain/recipient.ts";
import { deskSubject } from "../domain/subject.ts";
import type { Keys } from "../keys/port.ts";
import type { Contact } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";
import { endContacts, type EndContactsDependencies } from "./end-contacts.ts";
import { endGrants, type EndGrantsDependencies } from "./end-grants.ts";
import type { FoundPerson } from "./find-person.ts";
import { forgetFactors } from "./forget-factors.ts";
import { pastDamage } from "./past-damage.ts";

export interface ForgetPersonDependencies extends Omit<EndGrantsDependencies, "storage"> {
  readonly storage: EndContactsDependencies["storage"] &
    EndGrantsDependencies["storage"] &
    Stores<{ customers: "setStatus"; factors: "forget"; persons: "forget" }>;
  readonly keys: Pick<Keys, "recipient">;
  readonly clock: Clock;
}

/**
 * Deletes all that the table holds of a person. First nobody signs in any more, then all ends and apps are told of it, then it
 * is deleted: the factors before the contacts, which say where those lie. What breaks off is finished by a repetition; a
 * damaged item keeps nothing back, and is deleted with the others.
 * @returns how many items went, by their kind
 */
export async function forgetPerson(
  deps: ForgetPersonDependencies,
  { customerId, contacts, isCustomer }: FoundPerson,
): Promise<Readonly<Record<string, number>>> {
  const { storage, clock } = deps;
  if (isCustomer)
    for (const { recipientKey } of contacts)
      await storage.customers.setStatus(recipientKey, "blocked", clock(), customerId);
  await pastDamage(() => endContacts(deps, contacts, clock()));
  for (const { recipientKey } of contacts) {
    const ended = { recipientKey, nonce: "", endedFor: "everywhere", endedAt: clock() } as const;
    await pastDamage(() => endGrants(deps, ended));
  }
  await forgetFactorsOf(deps, customerId, contacts);
  const counts: Record<string, number> = {};
  for (const { recipientKey } of contacts)
    for (const [kind, count] of Object.entries(await storage.persons.forget(recipientKey)))
      counts[kind] = (counts[kind] ?? 0) + count;
  return counts;
}

/** Under the owner's id, and under what each address was called before it had one. */
async function forgetFactorsOf(
  { storage, keys }: ForgetPersonDependencies,
  customerId: string | undefined,
  contacts: readonly Contact[],
): Promise<void> {
  const secret = await keys.recipient();
  const factorsOf = contacts.find((one) => one.factorsOf !== undefined)?.factorsOf;
  const subjects = contacts.flatMap(({ address }) =>
    address === undefined ? [] : [subjectOf(secret, { addressKind: inferAddressKind(address), address })],
  );
  for (const subject of new Set([...(customerId === undefined ? [] : [customerId]), ...subjects]))
    await forgetFactors({ storage }, secret, { subject, factorsOf });
  // Of an admin: what is enrolled for the desk.
  for (const { recipientKey, address } of contacts)
    if (address !== undefined) {
      const subject = subjectOf(secret, { addressKind: inferAddressKind(address), address });
      await storage.factors.forget(deskSubject(secret, recipientKey), subject);
    }
}
