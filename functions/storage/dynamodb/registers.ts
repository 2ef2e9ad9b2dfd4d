import { type LedgerRules, type Register, registerOf, SENDS } from "../../domain/ledger.ts";
import type { Attributes } from "./attributes.ts";

/** The registers that rules look at, and that of all sends, each once. */
export function registersOf({ sends }: Pick<LedgerRules, "sends">): readonly Register[] {
  return [...new Map([SENDS, ...sends.map(registerOf)].map((one) => [one.name, one])).values()];
}

/** The attribute that holds the n-th last time of a register. */
export function attributeOf({ name }: Register, nth: number): string {
  return `${name}${nth}`;
}

/**
 * Every send shifts a register by one: the right-hand sides see the item as it was before the write. Newest first, so that
 * a changed limit keeps its meaning.
 */
export function shiftOf(register: Register): string[] {
  const shifted = Array.from({ length: register.length - 1 }, (_, i) => register.length - i).map(
    (nth) => `${attributeOf(register, nth)} = if_not_exists(${attributeOf(register, nth - 1)}, :zero)`,
  );
  return [...shifted, `${attributeOf(register, 1)} = :now`];
}

export function readRegisters(
  read: Attributes,
  registers: readonly Register[],
): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    registers.map((register) => [
      register.name,
      Array.from(
        { length: register.length },
        (_, i) => read.optionalCount(attributeOf(register, i + 1)) ?? 0,
      ),
    ]),
  );
}
