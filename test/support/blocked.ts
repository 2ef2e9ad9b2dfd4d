import type { Challenge } from "../../functions/domain/challenge.ts";
import { recipientKey } from "../../functions/domain/recipient.ts";
import type { Answer } from "./ask.ts";
import { outcomeOf } from "./desk.ts";
import type { TestService } from "./service.ts";

/** A registered service whose customers may have several contacts, and codes soon after one another. */
export const REGISTERED = { registration: "registered", passcode: { resendAfterSeconds: 1 } } as const;

let serial = 0;

/** A customer with an e-mail address and a phone number. */
export interface TwoContacts {
  readonly customerId: string;
  readonly email: string;
  readonly phone: string;
}

/** Registers a new customer with two contacts. */
export async function twoContacts(service: TestService): Promise<TwoContacts> {
  const number = ++serial;
  const customer = {
    customerId: `customer-${number}`,
    email: `customer${number}@example.com`,
    phone: `+1415555${String(1000 + number)}`,
  };
  for (const recipient of [customer.email, customer.phone]) {
    const body = { recipient, customerId: customer.customerId };
    const { status, text } = await service.post("/_local/customers", body);
    if (status !== 201) throw new Error(`the customer was answered ${status}: ${text}`);
  }
  return customer;
}

/** Signs in by the API. @returns the header that shows the session */
export async function signedIn(service: TestService, recipient: string): Promise<{ authorization: string }> {
  const { status, body, text } = await service.post("/otp/verify", await service.challenge(recipient));
  if (status !== 200) throw new Error(`the code of ${recipient} was answered ${status}: ${text}`);
  return { authorization: `Bearer ${String(body.sessionToken)}` };
}

/** What the desk's command asks for. */
export function desk(
  service: TestService,
  verb: "block" | "unblock",
  customer: string,
  { by = "test", ...more }: { readonly by?: string; readonly as?: string } = {},
): Promise<Answer> {
  return outcomeOf(service, verb, { customer, ...more }, { "x-latchkey-session": by });
}

/** The items of one recipient as they lie in the table. */
export async function itemsOf(service: TestService, recipient: string): Promise<Record<string, unknown>[]> {
  const { text } = await service.get(`/_local/items?recipient=${encodeURIComponent(recipient)}`);
  return JSON.parse(text) as Record<string, unknown>[];
}

/** The statuses of a recipient's items of one kind. @param kind what their sort key begins with */
export async function statusesOf(service: TestService, recipient: string, kind: string): Promise<unknown[]> {
  const items = await itemsOf(service, recipient);
  return items.filter(({ sk }) => String(sk).startsWith(kind)).map(({ status }) => status);
}

/** The challenges of an e-mail address, by their keys: the table's other items are not read. */
export async function challengesOf(service: TestService, address: string): Promise<readonly Challenge[]> {
  const { keys, storage } = service.services;
  const key = recipientKey(await keys.recipient(), { addressKind: "email", address });
  return (await storage.challenges.list(key)).challenges;
}
