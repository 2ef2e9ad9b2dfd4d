import * as z from "zod/mini";
import type { Base, Services } from "../../functions/compose/base.ts";
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
