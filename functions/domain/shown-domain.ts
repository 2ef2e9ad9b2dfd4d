import { domainToASCII, domainToUnicode } from "node:url";

/** Scripts that are written together in one word, beside those that stand alone. */
const WRITTEN_TOGETHER = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Han", "Hangul"],
  ["Han", "Bopomofo"],
];
/** Scripts of the names that people register. What is in none of them, or in two that do not belong together, stays ASCII. */
const SCRIPTS = [
  ...["Latin", "Cyrillic", "Greek", "Armenian", "Georgian", "Arabic", "Hebrew", "Devanagari", "Bengali"],
  ...["Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai", "Lao"],
  ...["Khmer", "Myanmar", "Ethiopic", "Han", "Hiragana", "Katakana", "Hangul", "Bopomofo"],
].map((name) => ({ name, letters: new RegExp(`\\p{Script_Extensions=${name}}`, "u") }));

/** Latin letters that languages of today use and that nobody takes for one without its mark, as a dotless i is. */
const LATIN = /^[-0-9a-z\u00df-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u0148\u014a-\u017e\u0218-\u021b]+$/u;

/**
 * Letters that look like Latin ones: a word of these alone looks like another word, as `\u0430\u0440\u0440\u04cf\u0435` does.
 * @see https://chromium.googlesource.com/chromium/src/+/main/docs/idn.md
 */
const LOOKS_LATIN =
  /^[-0-9\u0430\u0432\u0433\u0435\u043a\u043c-\u0440\u0441\u0442\u0443\u0445\u044a\u044c\u044f\u0455\u0456\u0458\u0475\u04af\u04bb\u04bd\u04cf\u0501\u051b\u051d\u03b1\u03b3\u03b5\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c3-\u03c5\u03c7\u03c9\u0566\u0570\u0578\u057d\u0581\u0585]+$/u;

/** Letters of Chinese and Japanese that look like a slash, a dash or nothing between Latin ones. */
const LOOKS_LIKE_SIGNS = /[\u30ce\u30bd\u30be\u30f3\u30fc\u30fd\u30fb\u4e00\u4e36\u3005-\u3007]/u;

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/**
 * A domain as people read it: `xn--mller-kva.de` as `m\u00fcller.de`. It stays as it is where its letters could be taken for
 * others, and where they do not lead back to the same name: an attacker may have registered it.
 * @param domain in ASCII
 */
export function shownDomain(domain: string): string {
  if (!/(^|\.)xn--/i.test(domain)) return domain;
  const shown = domainToUnicode(domain);
  const labels = shown.split(".");
  const isClear =
    domainToASCII(shown) === domain.toLowerCase() &&
    labels.every(isOfOneScript) &&
    // Labels of both directions change places on the screen.
    (!RIGHT_TO_LEFT.test(shown) || labels.every((label) => RIGHT_TO_LEFT.test(label)));
  return isClear ? shown : domain;
}

function isOfOneScript(label: string): boolean {
  if (/^[a-z0-9-]+$/.test(label)) return !label.startsWith("xn--");
  if (!/^[\p{L}\p{M}0-9-]+$/u.test(label) || LOOKS_LATIN.test(label)) return false;
  if (LOOKS_LIKE_SIGNS.test(label) && /[a-z]/.test(label)) return false;
  const letters = Array.from(label.replace(/[0-9-]/g, ""));
  const isOf = (names: readonly string[]) =>
    letters.every((letter) =>
      SCRIPTS.some(({ name, letters: theirs }) => names.includes(name) && theirs.test(letter)),
    );
  if (isOf(["Latin"])) return LATIN.test(label);
  return [...SCRIPTS.map(({ name }) => [name]), ...WRITTEN_TOGETHER].some(isOf);
}
