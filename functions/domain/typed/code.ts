import type { CodeShape } from "./code-shape.ts";
import { dropInvisible, foldDigits } from "./fold.ts";

/** What a text holds: the code, no code, or two that differ. */
export type CodeReading =
  { readonly kind: "code"; readonly code: string } | { readonly kind: "none" } | { readonly kind: "several" };

/** What people write between the digits of one code: spaces and dashes, also the long vowel mark, a dash on Japanese keyboards. */
const BETWEEN = /[\t\p{Zs}\p{Pd}\u2212\u30fc\uff70]/gu;
/** The same without spaces: among words, a space ends a code of letters. A line may be broken after a dash. */
const DASH = /[\p{Pd}\u2212\u30fc\uff70](\s*\n)?/gu;
/** Links and hosts have digits of their own, like the port in `@localhost:3000 #123456`. */
const LINK = /(?::\/\/|@)\S*/g;
/** Where words and codes of letters end. Only Latin letters join them: Chinese has no spaces. */
const NO_WORD = /[^\p{sc=Latin}\d-]+/u;

/**
 * Finds the code in what a person typed or pasted, be it the whole message: the one run of characters that has the code's
 * length. The same run twice is one, as in a text message that ends in `@example.com #123456`.
 *
 * In a code of letters case does not matter, O is 0, and I and L are 1; its code is answered in capitals.
 *
 * The pages' script, the tag and the service all ask this function, so that they agree on what is complete. It imports
 * nothing that a browser does not have.
 */
export function readCode(text: string, { format, length }: CodeShape): CodeReading {
  const plain = foldDigits(dropInvisible(text)).replace(LINK, " ");
  return only(format === "digits" ? digitRuns(plain, length) : letterRuns(plain.normalize("NFKC"), length));
}

function digitRuns(text: string, length: number): readonly string[] {
  const plain = text.replace(BETWEEN, " ");
  const bare = plain.replace(/\s/g, "");
  if (bare.length === length && /^\d+$/.test(bare)) return [bare];
  const groups = plain.split(/[^\d ]+/);
  const runs = groups.flatMap((group) => [group.replace(/ /g, ""), ...group.split(" ")]);
  return runs.filter((run) => run.length === length);
}

function letterRuns(text: string, length: number): readonly string[] {
  const asCode = (run: string) => {
    const code = run.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
    return code.length === length && /^[\dA-HJKMNP-TV-Z]+$/.test(code) ? [code] : [];
  };
  const whole = asCode(text.replace(BETWEEN, "").replace(/[\s._]/g, ""));
  if (whole.length > 0) return whole;
  const words = text.replace(DASH, "-").split(NO_WORD);
  const runs = words.flatMap((word) =>
    asCode(word.replace(/-/g, "")).map((code) => ({ code, rank: likeness(word) })),
  );
  const most = Math.max(...runs.map(({ rank }) => rank));
  return runs.filter(({ rank }) => rank === most).map(({ code }) => code);
}

/** A word or a number of the message may be as long as the code, but is rarely written like one. */
function likeness(word: string): number {
  if (/\d/.test(word)) return /[a-z]/i.test(word) ? 2 : 1;
  return /[a-z]/.test(word) ? 0 : 1;
}

function only(runs: readonly string[]): CodeReading {
  const [code, another] = new Set(runs);
  if (code === undefined) return { kind: "none" };
  return another === undefined ? { kind: "code", code } : { kind: "several" };
}
