import { inferAddressKind } from "../domain/address-kind.ts";
import { NOTICE_SECONDS, noticeId } from "../domain/notice.ts";
import { parseRecipient, recipientKey } from "../domain/recipient.ts";
import type { SendQueue } from "../delivery/port.ts";
import { usualCountry } from "../settings.ts";
import type { Contact } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";
import { goingOn } from "./going-on.ts";
import { noticeWay } from "./notice-way.ts";
import {
  type NewContact,
  registerCustomer,
  type RegisterCustomerDependencies,
  type RegisterCustomerOutcome,
} from "./register-customer.ts";

export interface AddContactDependencies extends RegisterCustomerDependencies {
  readonly storage: RegisterCustomerDependencies["storage"] & Stores<{ notices: "open" }>;
  readonly queue: SendQueue;
}

/**
 * Gives a customer one contact more, and tells those that were there: who adds an address of their own to another's account
 * is seen. They are told once, however often it is tried.
 * @param at when it was first tried, in epoch seconds
 * @throws the first fault, once all others are told
 */
export async function addContact(
  deps: AddContactDependencies,
  contact: ContactToAdd,
  at: number,
): Promise<AddContactOutcome> {
  const before = await deps.storage.customers.listContacts(contact.customerId);
  const outcome = await registerCustomer(deps, contact);
  return outcome.kind === "registered" ? tellOthers(deps, contact, { outcome, before, at }) : outcome;
}

export type ContactToAdd = NewContact & { readonly customerId: string };

export type AddContactOutcome = RegisterCustomerOutcome & { readonly told?: number };

/** Tells the contacts that were there before. */
export async function tellOthers<Registered extends RegisterCustomerOutcome>(
  deps: Pick<AddContactDependencies, "settings" | "queue" | "keys"> & {
    readonly storage: Stores<{ notices: "open" }>;
  },
  contact: NewContact,
  {
    outcome,
    before,
    at,
  }: {
    readonly outcome: Registered;
    readonly before: readonly Contact[];
    readonly at: number;
  },
): Promise<Registered & { readonly told: number }> {
  const { storage, settings, queue, keys } = deps;
  const parsed = parseRecipient(
    contact.recipient,
    inferAddressKind(contact.recipient),
    usualCountry(settings),
  );
  const own =
    parsed.kind === "recipient" ? recipientKey(await keys.recipient(), parsed.recipient) : undefined;
  const told = before.filter((one) => one.recipientKey !== own && isTold(deps, one));
  const id = noticeId("contact-added", at);
  const on = goingOn();
  for (const { recipientKey: to, address = "", locale = settings.defaultLocale } of told)
    await on.step(async () => {
      const notice = { id, kind: "contact-added", at, address, locale } as const;
      await storage.notices.open(to, notice, at + NOTICE_SECONDS);
      const { channel = "email" } = noticeWay(settings, address) ?? {};
      await queue.enqueue(channel, [{ recipientKey: to, nonce: id, send: 1, channel, notice: true }]);
    });
  on.tell();
  return { ...outcome, told: told.length };
}

/** By e-mail or SMS, as of every change of factors. */
function isTold(
  { settings }: Pick<AddContactDependencies, "settings">,
  { address, status }: Contact,
): boolean {
  return address !== undefined && status === "active" && noticeWay(settings, address) !== undefined;
}
