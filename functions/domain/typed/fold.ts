/*
 * What keyboards and clipboards add to a text, taken back. Read by browsers too: this file imports nothing.
 */

/**
 * Characters that are drawn as nothing: Unicode's formatting characters and those it says to ignore (variation
 * selectors, Hangul fillers), the empty Braille pattern, and the place of a picture that iOS copies along.
 */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\ufffc]/gu;
const BLANK_ENDS =
  /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\ufffc]+|[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\ufffc]+$/gu;

/** A text without characters that are drawn as nothing, such as the marks that a contacts app puts around a number. */
export function dropInvisible(text: string): string {
  return text.replace(INVISIBLE, "");
}

/** A text without spaces, control characters and invisible characters at its ends. */
export function trimBlank(text: string): string {
  return text.replace(BLANK_ENDS, "");
}

/**
 * Each decimal digit of any script as 0 to 9. Unicode keeps the digits of a script together and in their order, so that
 * the place in such a row is the value, and no table is needed.
 * @see https://www.unicode.org/policies/stability_policy.html
 */
export function foldDigits(text: string): string {
  return text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String((code - zero) % 10);
  });
}

/** Signs that stand for one of ASCII and lie outside of the full-width row. */
const LIKE_ASCII: Readonly<Record<string, string>> = {
  "\u3000": " ",
  "\u3002": ".",
  "\uff61": ".",
  "\ufe52": ".",
  "\ufe62": "+",
  "\ufe6b": "@",
};

/** Full-width letters and signs as those of ASCII, which they are the same keys as; the ideographic full stop as a dot. */
export function foldWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u3002\uff61\ufe52\ufe62\ufe6b]/g, (sign) => LIKE_ASCII[sign] ?? sign);
}
