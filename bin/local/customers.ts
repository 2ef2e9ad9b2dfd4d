import * as z from "zod/mini";
import type { Base, Services } from "../../functions/compose/base.ts";
import { maskAddress } from "../../functions/domain/mask.ts";
import {
  type Author,
  blockCustomer,
  type BlockCustomerOutcome,
  unblockCustomer,
  type UnblockCustomerOutcome,
} from "../../functions/flows/block-customer.ts";
import { CUSTOMER_NAMINGS } from "../../functions/flows/find-customer.ts";
import { registerCustomer } from "../../functions/flows/register-customer.ts";
import { invalidRequest, problemReply } from "../../functions/http/problem.ts";
import { json, type Reply } from "../../functions/http/reply.ts";

export type CustomerServices = Pick<Services, keyof Base | "storage" | "keys">;

export const newContact = z.strictObject({
  recipient: z.string(),
  // As long as a `sub` may be (OpenID Connect Core, 2); an index takes no empty one.
  customerId: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  name: z.optional(z.string()),
  locale: z.optional(z.string()),
  leavesFactors: z.optional(z.boolean()),
});

/** What `npm run desk` asks for. */
export const deskAct = z.strictObject({
  customer: z.string().check(z.minLength(1)),
  as: z.optional(z.enum(CUSTOMER_NAMINGS)),
  by: z.string().check(z.minLength(1), z.maxLength(64)),
});
export type DeskAct = z.infer<typeof deskAct>;

/** What it is answered: the outcome, with addresses as they may be shown. */
export type DeskAnswer =
  | {
      readonly outcome: "blocked";
      readonly contacts: readonly ShownContact[];
      readonly ended: Extract<BlockCustomerOutcome, { kind: "blocked" }>["ended"];
    }
  | { readonly outcome: "unblocked"; readonly contacts: readonly ShownContact[] }
  | { readonly outcome: "not-found" | "ambiguous" | "open-mode" };

export interface ShownContact {
  /** Absent where the item has none. */
  readonly address?: string;
  readonly changed: boolean;
}

export async function register(
  services: CustomerServices,
  { recipient, leavesFactors, ...facts }: z.infer<typeof newContact>,
): Promise<Reply> {
  const outcome = await registerCustomer(services, { recipient, leavesFactors, ...facts });
  if (outcome.kind === "invalid") return problemReply(invalidRequest([outcome]));
  if (outcome.kind !== "registered") return json(409, { outcome: outcome.kind });
  const { address, customerId, status } = outcome;
  return json(201, { ...facts, recipient: address, customerId, status });
}

/** Does what the desk's command asks for, on its word: who reaches this service may do anything here. */
export async function actOnCustomer(
  services: CustomerServices,
  verb: "block" | "unblock",
  { by, ...query }: DeskAct,
): Promise<Reply> {
  const act = verb === "block" ? blockCustomer : unblockCustomer;
  const answer = shown(await act(services, query, authorOf(by)));
  return json("contacts" in answer ? 200 : 409, answer);
}

/** The audit trail has no addresses, those of admins included. */
export function authorOf(by: string): Author {
  return { origin: "desk", by: by.includes("@") ? maskAddress(by) : by };
}

function shown(outcome: BlockCustomerOutcome | UnblockCustomerOutcome): DeskAnswer {
  if (!("contacts" in outcome)) return { outcome: outcome.kind };
  const contacts = outcome.contacts.map(({ address, changed }) => ({
    changed,
    ...(address !== undefined && { address: maskAddress(address) }),
  }));
  return outcome.kind === "blocked"
    ? { outcome: "blocked", contacts, ended: outcome.ended }
    : { outcome: "unblocked", contacts };
}
