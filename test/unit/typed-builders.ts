import fc from "fast-check";

/** The zero of every script that has decimal digits, found as Unicode's data has them: rows of ten. */
export const SCRIPTS: readonly string[] = zeros();

/** The same digits in another script. @param zero one of {@link SCRIPTS} */
export function inDigitsOf(zero: string, text: string): string {
  const first = zero.codePointAt(0)!;
  return text.replaceAll(/[0-9]/g, (digit) => String.fromCodePoint(first + Number(digit)));
}

/** Marks of writing directions, joiners, a byte order mark, a soft hyphen, variation selectors and fillers. */
export const MARKS = Array.from<string>(
  "\u00ad\u034f\u061c\u115f\u17b4\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066" +
    "\u2067\u2068\u2069\u206a\u2800\u3164\ufe0e\ufe0f\ufeff\uffa0\ufff9\u{e0001}\u{e0061}\u{e0100}",
);

/** Puts marks into a text, anywhere. */
export const hidden: fc.Arbitrary<(text: string) => string> = fc
  .array(fc.tuple(fc.nat(200), fc.constantFrom(...MARKS)), { maxLength: 8 })
  .map((marks) => (text) => {
    const characters = Array.from<string>(text);
    for (const [at, mark] of marks) characters.splice(at % (characters.length + 1), 0, mark);
    return characters.join("");
  });

function zeros(): string[] {
  const found: string[] = [];
  for (let code = 0, row = 0; code < 0x110000; code++) {
    const digit = /\p{Nd}/u.test(String.fromCodePoint(code));
    if (digit && row % 10 === 0) found.push(String.fromCodePoint(code));
    row = digit ? row + 1 : 0;
  }
  return found;
}
