import { inferAddressKind } from "../domain/address-kind.ts";
import type { Clock, Random } from "../domain/ambient.ts";
import { parseRecipient, type RecipientKey, recipientKey, subjectOf } from "../domain/recipient.ts";
import type { Keys } from "../keys/port.ts";
import { type Settings, usualCountry } from "../settings.ts";
import { endRecipient, type EndRecipientStorage } from "./end-recipient.ts";
import {
  type FactorsRefusal,
  type MovedFactors,
  moveFactors,
  type MoveFactorsDependencies,
  shareFactors,
} from "./move-factors.ts";
import type { CustomerStatus } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";

export interface RegisterCustomerDependencies {
  readonly storage: EndRecipientStorage &
    MoveFactorsDependencies["storage"] &
    Stores<{ customers: "read" | "put" | "listContacts" | "setStatus" }>;
  readonly keys: Pick<Keys, "recipient">;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
}

export interface NewContact {
  /** The address or number, as a person writes it. */
  readonly recipient: string;
  /** @default the id that the contact has, or else its pseudonym, which is the `sub` of an open service too */
  readonly customerId?: string | undefined;
  readonly name?: string | undefined;
  readonly locale?: string | undefined;
  /** Whether the contact may go to the customer without the factors that it has where it is. @default false */
  readonly leavesFactors?: boolean | undefined;
}

export type RegisterCustomerOutcome =
  | {
      readonly kind: "registered";
      readonly address: string;
      readonly customerId: string;
      readonly status: CustomerStatus;
    }
  | FactorsRefusal
  | { readonly kind: "invalid"; readonly path: string; readonly message: string };

/**
 * Writes a contact of a customer. A contact that is there keeps its status, and a new one of a customer who is blocked is
 * blocked too: else a second address would let them in again. What a contact had as another customer's ends, but for its
 * factors, which come along or keep it where it is.
 */
export async function registerCustomer(
  deps: RegisterCustomerDependencies,
  { recipient: typed, name, locale, ...given }: NewContact,
): Promise<RegisterCustomerOutcome> {
  const { storage, keys, settings, clock } = deps;
  const parsed = parseRecipient(typed, inferAddressKind(typed), usualCountry(settings));
  if (parsed.kind === "invalid") return { kind: "invalid", path: "recipient", message: parsed.message };
  const { recipient } = parsed;
  const { address } = recipient;
  const secret = await keys.recipient();
  const key = recipientKey(secret, recipient);
  const known = await storage.customers.read(key);
  const pseudonym = subjectOf(secret, recipient);
  const customerId = given.customerId ?? known?.customerId ?? pseudonym;
  const move = {
    ...{ recipientKey: key, from: known?.customerId ?? pseudonym, to: customerId },
    ...{ factorsOf: known?.factorsOf, leaves: given.leavesFactors === true },
  };
  const moved = await moveFactors(deps, secret, move);
  if (moved.kind !== "moved") return moved;
  const facts = {
    customerId,
    address,
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
  };

  const blocked = await isBlocked(storage, customerId, key);
  const put = ({ factorsOf }: MovedFactors) =>
    storage.customers.put(
      key,
      {
        ...facts,
        ...(factorsOf !== undefined && { factorsOf }),
        status: blocked ? "blocked" : "active",
      },
      clock(),
    );
  await put(moved);
  // The sessions are another customer's, or were opened before there was one: after the write, as those of a block.
  if (move.from !== customerId) await endRecipient(storage, key, clock());
  // Asked again: one of those sessions may have enrolled something meanwhile.
  const late = await moveFactors(deps, secret, move);
  if (late.kind !== "moved") return late;
  if (late.factorsOf !== moved.factorsOf) await put(late);
  await shareFactors(deps, secret, move, late);
  // Asked again: a block that came between has listed the contacts without this one.
  if (await isBlocked(storage, customerId, key)) await storage.customers.setStatus(key, "blocked", clock());
  const status = (await storage.customers.read(key))?.status ?? "blocked";
  return { kind: "registered", address, customerId, status };
}

/** Whether another contact of the customer is. The index says which there are, the table what they are by now. */
async function isBlocked(
  { customers }: RegisterCustomerDependencies["storage"],
  customerId: string,
  besides: RecipientKey,
): Promise<boolean> {
  const others = (await customers.listContacts(customerId)).filter(
    ({ recipientKey }) => recipientKey !== besides,
  );
  const read = await Promise.all(others.map(({ recipientKey }) => customers.read(recipientKey)));
  return read.some((contact) => contact?.status === "blocked");
}
