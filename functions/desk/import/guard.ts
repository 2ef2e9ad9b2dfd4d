import type { RecipientKey } from "../../domain/recipient.ts";
import type { Allowed } from "../act.ts";
import { type Admin, type AdminPerson, adminPersons } from "../admins.ts";
import { type Forbidden, forbiddenOn } from "../perform-act.ts";
import type { DeskServices } from "../services.ts";

/** Says of a contact, and of the customers that it belongs to, why an admin may not touch them. */
export type Guard = (
  key: RecipientKey,
  customerIds: readonly (string | undefined)[],
) => Forbidden | undefined;

/** For many contacts at once: reads whose contacts the admins are, and then nothing more. */
export async function guardOf(services: DeskServices, admin: Admin, allowed: Allowed): Promise<Guard> {
  const admins = adminPersons(services.settings, await services.keys.recipient());
  const { customers } = services.storage;
  const theirs = await Promise.all(admins.map((one) => customers.read(one.recipientKey)));
  const ofCustomer = new Map<string, AdminPerson[]>();
  admins.forEach((one, index) => {
    const id = theirs[index]?.customerId;
    if (id !== undefined) ofCustomer.set(id, [...(ofCustomer.get(id) ?? []), one]);
  });
  return (key, customerIds) => {
    const touched = customerIds.flatMap((id) => (id === undefined ? [] : (ofCustomer.get(id) ?? [])));
    return forbiddenOn(admin, allowed, [key, ...touched.map((one) => one.recipientKey)], admins);
  };
}

/** Why a line is left out that is about an admin. */
export const GUARDED: Readonly<Record<Forbidden, string>> = {
  role: "Your role may not do this.",
  own: "It is your own: nobody does this to themselves.",
  above: "It is an admin's, for whom your role is not enough.",
  "last-owner": "It is the last owner's.",
  opens: "That is for owners.",
  suspended: "You are suspended.",
};
