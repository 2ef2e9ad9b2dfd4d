/** What a write may hold for the price of one unit. */
export const WRITE_UNIT_BYTES = 1024;

/**
 * The size of an item, as DynamoDB charges it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return Math.ceil(String(value).length / 2) + 1;
  if (typeof value !== "object" || value === null) return 1;
  const entries = Array.isArray(value)
    ? value.map((one: unknown) => ["", one] as const)
    : Object.entries(value);
  return entries.reduce((sum, [name, one]) => sum + name.length + sizeOf(one) + 1, 3);
}
