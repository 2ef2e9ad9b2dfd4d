import { createHash } from "node:crypto";
import type { Register } from "./ledger.ts";
import type { OriginKey } from "./origin.ts";
import type { RecipientKey } from "./recipient.ts";
import { keyBytes } from "./reference.ts";

/** How many slots a ledger has for the networks that ask: few, since it stays one small item. */
const SLOTS = 16;

/** Every such register, as long as one can be. */
export const SLOT_REGISTERS: readonly Register[] = Array.from({ length: SLOTS }, (_, slot) => ({
  name: nameOf(slot),
  length: 10,
}));

/**
 * The register of a network's last sends in a recipient's ledger. Networks share sixteen of them, by the keys of both: an
 * attacker with one network keeps one in sixteen others from asking, and other ones for each recipient.
 * @param length how many sends it remembers
 */
export function slotOf(ledgerKey: RecipientKey, origin: OriginKey, length: number): Register {
  const [first = 0] = createHash("sha256").update("slot|").update(keyBytes(ledgerKey, origin)).digest();
  return { name: nameOf(first % SLOTS), length };
}

function nameOf(slot: number): string {
  return `o${slot.toString(16)}n`;
}
