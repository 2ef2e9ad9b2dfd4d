import type { Doing } from "./act.ts";
import { maskAddress } from "../domain/mask.ts";
import { mac } from "../domain/sealed.ts";
import type { FoundCustomer } from "../flows/find-customer.ts";
import type { Author, SetContact } from "../flows/block-customer.ts";
import type { DeskServices } from "./services.ts";

/** A contact as answers of acts name it. */
export interface ShownContact {
  /** Masked; absent where the item has none. */
  readonly address?: string;
  readonly changed: boolean;
}

export function shownContact({ address, changed }: Pick<SetContact, "address" | "changed">): ShownContact {
  return { changed, ...(address !== undefined && { address: maskAddress(address) }) };
}

/** What the audit says of whom an act is about: pseudonyms, and the owner's id. */
export async function aboutOf(
  services: Pick<DeskServices, "keys">,
  { customerId, contacts }: Pick<FoundCustomer, "customerId" | "contacts">,
): Promise<string[]> {
  return [
    ...(customerId === undefined ? [] : [await customerTag(services, customerId)]),
    ...contacts.map(({ recipientKey }) => recipientKey),
  ];
}

/**
 * A customer's id as the audit has it, and no other customer's: an id that is an address is masked, and many have the same
 * mask, so that a pseudonym follows it.
 */
export async function customerTag({ keys }: Pick<DeskServices, "keys">, id: string): Promise<string> {
  const shown = withoutAddress(id);
  if (shown === id) return `customer ${id}`;
  const pseudonym = mac(await keys.recipient(), "customer|", id)
    .subarray(0, 16)
    .toString("base64url");
  return `customer ${shown} ${pseudonym}`;
}

/** An owner's ids may be addresses. */
export function withoutAddress(id: string): string {
  return /@|^\+\d{6,}$/.test(id) ? maskAddress(id) : id;
}

export function keysOf({ contacts }: Pick<FoundCustomer, "contacts">) {
  return contacts.map(({ recipientKey }) => recipientKey);
}

/** ISO 8601. */
export function isoText(at: number): string {
  return new Date(at * 1000).toISOString();
}

/** On whose word a flow acts, as its lines and items name it: who is listed, and as what they call themselves. */
export function authorOf({ admin: { id, said }, id: act }: Doing): Author {
  return { origin: "desk", by: said === undefined ? id : `${id} (${said})`, act };
}
