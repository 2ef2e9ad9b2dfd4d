import { createHash } from "node:crypto";

/** What an import says of a contact, and what is asked about it later. */
export interface MarkedFacts {
  readonly customerId?: string | undefined;
  readonly address?: string | undefined;
  readonly name?: string | undefined;
  readonly locale?: string | undefined;
  readonly note?: string | undefined;
  readonly status: string;
}

/** Digest of a contact as an import wrote it: one that has another by now was changed since. */
export function importDigest({ customerId, address, name, locale, note, status }: MarkedFacts): string {
  const facts = [customerId, address, name, locale, note, status].map((fact) => fact ?? null);
  return createHash("sha256").update(JSON.stringify(facts)).digest().subarray(0, 16).toString("base64url");
}
