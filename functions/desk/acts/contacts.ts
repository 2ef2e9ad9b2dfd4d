import * as z from "zod/mini";
import { inferAddressKind } from "../../domain/address-kind.ts";
import { maskAddress } from "../../domain/mask.ts";
import { parseRecipient, type RecipientKey, recipientKey } from "../../domain/recipient.ts";
import { addContact } from "../../flows/add-contact.ts";
import type { EndedOfRecipient } from "../../flows/end-recipient.ts";
import { findCustomer } from "../../flows/find-customer.ts";
import type { FactorsRefusal } from "../../flows/move-factors.ts";
import { removeContact } from "../../flows/remove-contact.ts";
import { usualCountry } from "../../settings.ts";
import { acting, type Aimed } from "../act.ts";
import { localeTag, person, shortText } from "../inputs.ts";
import { noticing } from "../noticing.ts";
import type { DeskServices } from "../services.ts";
import { aboutOf, keysOf, withoutAddress } from "../shown.ts";
import type { NotFound } from "./blocking.ts";

const recipient = z.string().check(z.trim(), z.minLength(1), z.maxLength(320));

export type ContactsAddAnswer =
  | {
      readonly outcome: "added";
      readonly address: string;
      readonly customerId: string;
      readonly status: string;
      readonly counts: Readonly<Record<string, number>>;
    }
  | {
      readonly outcome:
        | NotFound
        | FactorsRefusal["kind"]
        | "unreadable"
        /** It is another customer's: to move it changes whose id it has, which is the owner's to do. */
        | "of-another";
      readonly message?: string;
    };

export type ContactsRemoveAnswer =
  | {
      readonly outcome: "removed";
      readonly address: string;
      readonly ended: EndedOfRecipient;
      readonly counts: Readonly<Record<string, number>>;
    }
  | {
      readonly outcome:
        | NotFound
        | "unreadable"
        | "no-such-contact"
        /** A customer without one could not sign in: block the customer, or forget it. */
        | "last-contact";
      readonly message?: string;
    };

type Read =
  | { readonly kind: "invalid"; readonly message: string }
  | { readonly kind: "read"; readonly key: RecipientKey; readonly address: string };

async function readAddress({ keys, settings }: DeskServices, text: string): Promise<Read> {
  const parsed = parseRecipient(text, inferAddressKind(text), usualCountry(settings));
  if (parsed.kind === "invalid") return parsed;
  const { address } = parsed.recipient;
  return { kind: "read", key: recipientKey(await keys.recipient(), parsed.recipient), address };
}

function customerIdOf(found: Awaited<ReturnType<typeof findCustomer>>): string | undefined {
  return found.kind === "found" ? found.customerId : undefined;
}

export const contactsAdd = acting({
  what: "Gives a customer one address or number more; those that were there are told",
  least: "operator",
  customersToo: true,
  input: z.strictObject({
    ...person,
    recipient,
    name: z.optional(shortText),
    locale: z.optional(localeTag),
    leavesFactors: z.optional(z.boolean()),
  }),
  async aim(
    services,
    { customer, as, recipient: typed, ...facts },
    admin,
  ): Promise<Aimed<ContactsAddAnswer> | ContactsAddAnswer> {
    const read = await readAddress(services, typed);
    if (read.kind === "invalid") return { outcome: "unreadable", message: read.message };
    const { key, address } = read;
    const found = await findCustomer(services, { customer, as });
    const mayMove = admin.role === "owner" || admin.role === "customers";
    // A new customer has the id that is given to it, which is no operator's to give.
    const isNew = found.kind === "not-found" && mayMove && as === "id";
    if (found.kind !== "found" && !isNew) return { outcome: found.kind };
    const before = await services.storage.customers.read(key);
    const customerId = found.kind === "found" ? found.customerId : customer;
    if (customerId === undefined) return { outcome: "not-found" };
    // One without an id is a customer by itself, whose `sub` would change.
    const moves = before !== undefined && before.customerId !== customerId;
    if (moves && !mayMove) return { outcome: "of-another" };
    const contacts = found.kind === "found" ? found.contacts : [];
    const from = moves ? before.customerId : undefined;
    const left = from === undefined ? [] : await services.storage.customers.listContacts(from);
    return {
      kind: "aimed",
      persons: [key, ...[...contacts, ...left].map((one) => one.recipientKey)],
      about: [...(await aboutOf(services, { customerId, contacts })), key],
      before:
        before === undefined
          ? "nobody's"
          : from === undefined
            ? before.status
            : `customer ${withoutAddress(from)}`,
      run: async ({ begunAt }): Promise<ContactsAddAnswer> => {
        const outcome = await addContact(
          noticing(services),
          { recipient: typed, customerId, ...facts },
          begunAt,
        );
        if (outcome.kind === "invalid") return { outcome: "unreadable", message: outcome.message };
        if (outcome.kind !== "registered") return { outcome: outcome.kind };
        const { status, told = 0 } = outcome;
        return { outcome: "added", address: maskAddress(address), customerId, status, counts: { told } };
      },
    };
  },
});

export const contactsRemove = acting({
  what: "Takes an address or number from a customer, and ends all that it has",
  least: "operator",
  customersToo: true,
  input: z.strictObject({ ...person, recipient }),
  async aim(
    services,
    { customer, as, recipient: typed },
  ): Promise<Aimed<ContactsRemoveAnswer> | ContactsRemoveAnswer> {
    const read = await readAddress(services, typed);
    if (read.kind === "invalid") return { outcome: "unreadable", message: read.message };
    const { key, address } = read;
    const removed = await services.storage.customers.readRemoved(key);
    const found = await findCustomer(services, { customer, as });
    // One that was taken a moment ago may have something left: what broke off is finished.
    const isLeft = removed?.customerId === (customerIdOf(found) ?? customer);
    if (found.kind !== "found" && !isLeft) return { outcome: found.kind };
    const contacts = found.kind === "found" ? found.contacts : [];
    const customerId = isLeft ? removed.customerId : customerIdOf(found);
    if (customerId === undefined) return { outcome: "last-contact" };
    const own = contacts.find((one) => one.recipientKey === key);
    if (!own && !isLeft) return { outcome: "no-such-contact" };
    if (own && contacts.length === 1) return { outcome: "last-contact" };
    return {
      kind: "aimed",
      persons: [key, ...keysOf({ contacts })],
      about: [...(await aboutOf(services, { customerId, contacts })), key],
      before: own?.status ?? "removed",
      run: async () => {
        const outcome = await removeContact(services, key, customerId);
        if (outcome.kind !== "removed") return { outcome: outcome.kind };
        const { ended } = outcome;
        return { outcome: "removed", address: maskAddress(address), ended, counts: { ...ended } };
      },
    };
  },
});
