import type { RecipientKey } from "../domain/recipient.ts";
import type { Customer } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";
import { endRecipient } from "./end-recipient.ts";
import { goingOn } from "./going-on.ts";
import {
  type FactorMove,
  type FactorsRefusal,
  type MovedFactors,
  moveFactors,
  type MoveFactorsDependencies,
  shareFactors,
} from "./move-factors.ts";

export interface EndMoveDependencies extends MoveFactorsDependencies {
  readonly storage: MoveFactorsDependencies["storage"] & Stores<{ customers: "put" | "endMove" }>;
}

/**
 * Does what is left once a contact has another id, and writes down that it is done. Until then its item says what it was, so
 * that the next call goes on where one broke off.
 * @param leaves whether the contact may go without what it has enrolled meanwhile, beside what was said before
 * @throws the first fault, once all is done that can be
 */
export async function endMove(
  deps: EndMoveDependencies,
  secret: Uint8Array,
  recipientKey: RecipientKey,
  contact: Customer,
  leaves = false,
): Promise<MovedFactors | FactorsRefusal> {
  const { storage, clock } = deps;
  const { customerId: to, moving, factorsOf, status } = contact;
  if (moving === undefined || to === undefined) return movedTo(factorsOf);
  const move: FactorMove = {
    ...{ recipientKey, from: moving.from, to, factorsOf: moving.factorsOf },
    leaves: moving.leaves || leaves,
  };
  const on = goingOn();
  // The sessions are another customer's, or were opened before there was one: after the write, as those of a block.
  await on.step(() => endRecipient(storage, recipientKey, clock()));
  // Asked again: one of those sessions may have enrolled something meanwhile.
  const late = await moveFactors(deps, secret, move);
  if (late.kind !== "moved") return late;
  if (late.factorsOf !== factorsOf)
    await storage.customers.put(
      recipientKey,
      { customerId: to, status, ...(late.factorsOf !== undefined && { factorsOf: late.factorsOf }) },
      clock(),
    );
  await on.step(() => shareFactors(deps, secret, move, late));
  on.tell();
  await storage.customers.endMove(recipientKey, moving.from);
  return late;
}

function movedTo(factorsOf: MovedFactors["factorsOf"]): MovedFactors {
  return { kind: "moved", factorsOf };
}
