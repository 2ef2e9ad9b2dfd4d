import { dropInvisible, foldDigits } from "./fold.ts";

/** What a code looks like. A format with letters would be another arm of this union. */
export interface CodeShape {
  readonly format: "digits";
  /** Decimal digits, 4 to 10. */
  readonly length: number;
}

/** What a text holds: the code, no code, or two that differ. */
export type CodeReading =
  { readonly kind: "code"; readonly code: string } | { readonly kind: "none" } | { readonly kind: "several" };

/** What people write between the digits of one code: spaces and dashes, also the long vowel mark, a dash on Japanese keyboards. */
const BETWEEN = /[\t\p{Zs}\p{Pd}\u2212\u30fc\uff70]/gu;
/** Links and hosts have digits of their own, like the port in `@localhost:3000 #123456`. */
const LINK = /(?::\/\/|@)\S*/g;

/**
 * Finds the code in what a person typed or pasted, be it the whole message: the one run of digits that has the code's
 * length. The same run twice is one, as in a text message that ends in `@example.com #123456`.
 *
 * The pages' script, the tag and the service all ask this function, so that they agree on what is complete. It imports
 * nothing that a browser does not have.
 */
export function readCode(text: string, { length }: CodeShape): CodeReading {
  const plain = foldDigits(dropInvisible(text)).replace(LINK, " ").replace(BETWEEN, " ");
  const bare = plain.replace(/\s/g, "");
  if (bare.length === length && /^[0-9]+$/.test(bare)) return { kind: "code", code: bare };

  const groups = plain.split(/[^0-9 ]+/);
  const runs = groups.flatMap((group) => [group.replace(/ /g, ""), ...group.split(" ")]);
  const [code, another] = new Set(runs.filter((run) => run.length === length));
  if (code === undefined) return { kind: "none" };
  return another === undefined ? { kind: "code", code } : { kind: "several" };
}
