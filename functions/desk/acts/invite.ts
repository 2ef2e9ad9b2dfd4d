import * as z from "zod/mini";
import { inferAddressKind } from "../../domain/address-kind.ts";
import { maskAddress } from "../../domain/mask.ts";
import { MOST_INVITATIONS_OF_ADMIN } from "../../domain/notice.ts";
import { parseRecipient, type RecipientKey, recipientKey } from "../../domain/recipient.ts";
import { mac } from "../../domain/sealed.ts";
import { findPerson } from "../../flows/find-person.ts";
import { admitInvitation, type InviteOutcome, sendInvitation } from "../../flows/send-invitation.ts";
import { usualCountry } from "../../settings.ts";
import { acting, type Aimed } from "../act.ts";
import type { Admin } from "../admins.ts";
import { customerId } from "../inputs.ts";
import type { DeskServices } from "../services.ts";
import { aboutOf, keysOf } from "../shown.ts";
import { contactsAdd, type ContactsAddAnswer } from "./contacts.ts";

export type InviteAnswer =
  | {
      readonly outcome: "invited";
      /** Masked. */
      readonly address: string;
      readonly channel: "email" | "sms";
      /** How many contacts are told that their customer has one more. */
      readonly counts: Readonly<Record<"told", number>>;
    }
  | {
      readonly outcome:
        | "too-many-of-admin"
        | Exclude<InviteOutcome["kind"], "invited">
        | Exclude<ContactsAddAnswer["outcome"], "added">;
      readonly message?: string;
      /** `added`: it has become a contact all the same. Absent where nothing was done. */
      readonly counts?: Readonly<Record<string, number>>;
    };

export const invite = acting({
  what: "Has a person told by e-mail or SMS where to sign in, three times a day at most, by one admin a hundred times",
  least: "operator",
  input: z.strictObject({
    recipient: z.string().check(z.trim(), z.minLength(1), z.maxLength(320)),
    /** Whose the address is, or is to be. */
    customer: z.optional(customerId),
  }),
  async aim(services, { recipient: typed, customer }, admin): Promise<Aimed<InviteAnswer> | InviteAnswer> {
    const { settings, keys } = services;
    const parsed = parseRecipient(typed, inferAddressKind(typed), usualCountry(settings));
    if (parsed.kind === "invalid") return { outcome: "unreadable", message: parsed.message };
    const { address } = parsed.recipient;
    const key = recipientKey(await keys.recipient(), parsed.recipient);
    const added = customer === undefined ? undefined : await addingTo(services, admin, customer, typed);
    if (added && !("run" in added)) return added;
    const found = await findPerson(services, { customer: address, as: "address" });
    if (found.kind !== "found") return { outcome: found.kind };
    if (settings.registration === "registered" && !found.isCustomer && !added)
      return { outcome: "not-found" };
    return {
      kind: "aimed",
      persons: added?.persons ?? keysOf(found),
      about: added?.about ?? (await aboutOf(services, found)),
      before: added?.before ?? (found.isCustomer ? "customer" : "stranger"),
      run: async (doing): Promise<InviteAnswer> => {
        const { id, begunAt: at } = doing;
        const invited = { recipientKey: key, address, id, at };
        // It stands in the audit that it was tried.
        if (!(await mayInvite(services, admin, id, at))) return { outcome: "too-many-of-admin" };
        // Before it becomes a contact: where nothing is sent, nothing is done.
        const admitted = added && (await admitInvitation(services, invited));
        if (admitted && admitted.kind !== "admitted") return { outcome: admitted.kind };
        const registered = await added?.run(doing);
        if (registered && registered.outcome !== "added") return registered;
        const outcome = await sendInvitation(services, invited);
        // Blocked at the same moment: then it is a contact all the same.
        if (outcome.kind !== "invited")
          return { outcome: outcome.kind, ...(registered && { counts: { added: 1, ...registered.counts } }) };
        const counts = { told: registered?.counts.told ?? 0 };
        return { outcome: "invited", address: maskAddress(address), channel: outcome.channel, counts };
      },
    };
  },
});

/** Whether an admin has invitations left on this day; this one is counted with it, once for each act. */
async function mayInvite(
  { storage, keys }: DeskServices,
  { id }: Admin,
  act: string,
  now: number,
): Promise<boolean> {
  // In a partition of its own: an admin with an address is invited too, and may be a customer.
  const tag = mac(await keys.recipient(), "desk-invites|", id)
    .subarray(0, 16)
    .toString("base64url");
  return storage.notices.countInvitation(tag as RecipientKey, MOST_INVITATIONS_OF_ADMIN, { by: act, now });
}

/** As the act that adds a contact does it, with its rules; undefined where it is the customer's already. */
async function addingTo(
  services: DeskServices,
  admin: Admin,
  customer: string,
  recipient: string,
): Promise<Aimed<ContactsAddAnswer> | InviteAnswer | undefined> {
  if (services.settings.registration !== "registered") return { outcome: "open-mode" };
  const known = await findPerson(services, { customer: recipient, as: "address" });
  if (known.kind === "found" && known.isCustomer) {
    return known.customerId === customer ? undefined : { outcome: "of-another" };
  }
  const others = await services.storage.customers.listContacts(customer);
  // The contact would be blocked as they are.
  const read = await Promise.all(others.map((one) => services.storage.customers.read(one.recipientKey)));
  if (read.some((one) => one?.status === "blocked")) return { outcome: "is-blocked" };
  const prepared = contactsAdd.prepare(services, admin, { customer, as: "id", recipient });
  if (prepared.kind !== "acts") return { outcome: "not-found" };
  const aimed = await prepared.aim();
  return "run" in aimed ? aimed : (aimed as InviteAnswer);
}
