/** The longest sequence number that a stream gives its records (DynamoDB, StreamRecord). */
const DIGITS = 40;

/**
 * A record's place in its shard, which compares as text: DynamoDB's numbers are texts of 21 to 40 digits, and a shorter one
 * would be greater than a longer one.
 */
export type Sequence = string & { readonly brand: "Sequence" };

/** @returns undefined for what is no sequence number */
export function readSequence(text: string | undefined): Sequence | undefined {
  if (text === undefined || !/^\d{1,40}$/.test(text)) return undefined;
  return text.padStart(DIGITS, "0") as Sequence;
}
