import { inferAddressKind } from "../../domain/address-kind.ts";
import { maskAddress } from "../../domain/mask.ts";
import { parseRecipient, type Recipient, type RecipientKey, recipientKey } from "../../domain/recipient.ts";
import type { Column } from "./columns.ts";
import type { FileLine } from "./read-file.ts";
import type { AssumedCountry, LeftLine } from "./report.ts";

/** An address of a line, as the service names it. */
export interface ReadAddress {
  readonly column: Column;
  readonly recipient: Recipient;
  readonly key: RecipientKey;
}

export interface ReadLine {
  readonly line: FileLine;
  readonly addresses: readonly ReadAddress[];
  readonly assumed: readonly AssumedCountry[];
}

/** What addresses are read with. */
export interface AddressReading {
  readonly secret: Uint8Array;
  /** ISO 3166, of numbers without a country code. */
  readonly country: string;
}

export function readAddresses(line: FileLine, { secret, country }: AddressReading): ReadLine | LeftLine {
  const addresses: ReadAddress[] = [];
  const assumed: AssumedCountry[] = [];
  for (const { column, text } of line.addresses) {
    const kind = column === "address" ? inferAddressKind(text) : column === "email" ? "email" : "phone";
    const parsed = parseRecipient(text, kind, country);
    if (parsed.kind === "invalid")
      return { line: line.line, reason: "unreadable", column, message: parsed.message };
    const { recipient } = parsed;
    addresses.push({ column, recipient, key: recipientKey(secret, recipient) });
    // A plus that a spreadsheet took away leaves a number that may be another one at home.
    if (kind === "phone" && !/^(\+|00)/.test(text))
      assumed.push({
        ...{ line: line.line, column, address: maskAddress(recipient.address) },
        ...(recipient.country !== undefined && { country: recipient.country }),
      });
  }
  return { line, addresses, assumed };
}

/**
 * In which earlier line of the file each address stands that some lines have. Only what could be the same is read for it:
 * reading two thousand numbers takes a second.
 */
export function earlierLines(
  all: readonly FileLine[],
  some: readonly ReadLine[],
  reading: AddressReading,
): ReadonlyMap<ReadLine, number> {
  const roughly = new Set(some.flatMap(({ line }) => line.addresses.map(({ text }) => rough(text))));
  const wanted = new Map(some.map((one) => [one.line.line, one]));
  const first = new Map<RecipientKey, number>();
  const twice = new Map<ReadLine, number>();
  for (const line of all) {
    const ready = wanted.get(line.line);
    if (!ready && !line.addresses.some(({ text }) => roughly.has(rough(text)))) continue;
    const read = ready ?? readAddresses(line, reading);
    if (!("addresses" in read)) continue;
    for (const { key } of read.addresses) {
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, line.line);
      else if (ready && earlier !== line.line) twice.set(ready, earlier);
    }
  }
  return twice;
}

/** The same for all spellings of an address; others may have it too. */
function rough(text: string): string {
  return text.includes("@")
    ? text
        .slice(text.lastIndexOf("@") - 3)
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, "")
    : text.replaceAll(/\D/g, "").slice(-4);
}
