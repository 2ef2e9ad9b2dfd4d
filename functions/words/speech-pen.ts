import { escapeHtml, plain } from "./escape.ts";
import type { Pen } from "./render.ts";
import type { Spelling } from "./spelling.ts";

/** After each character, the last one too: the next word comes apart from it. In milliseconds. */
const BREAK_MS = 600;

/** After each group of a strong code, in which people write it down. In milliseconds. */
const GROUP_BREAK_MS = 1200;

/** How many characters a strong code's group has, as it is shown elsewhere. */
const GROUP = 5;

/**
 * Speech as Amazon Polly reads it. Values are text whatever is in them: no markup of theirs is spoken or obeyed.
 * @see https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html
 */
export function speechPen(spelling: Spelling): Pen<string, string> {
  return {
    text: escapeHtml,
    value: (value, name) => (name === "code" ? sayCode(value, spelling) : escapeHtml(plain(value))),
  };
}

/**
 * Says a code slowly and one character after the other. Public reports have codes that were read as a number, too fast to
 * write down, or whose last digit ran into the next word; so the pauses are ours, and do not hang on how a voice reads
 * `say-as`.
 */
function sayCode(code: string, spelling: Spelling): string {
  const isStrong = /[A-Z]/.test(code);
  const said = Array.from(code, (character, index) => {
    const endsGroup = isStrong && (index + 1) % GROUP === 0;
    return `${sayCharacter(character, spelling)}<break time="${endsGroup ? GROUP_BREAK_MS : BREAK_MS}ms"/>`;
  });
  return `<prosody rate="slow">${said.join("")}</prosody>`;
}

/** Over a phone B, D, E, P and T sound alike: a letter comes with a word. */
function sayCharacter(character: string, { wordFor, isForeign }: Spelling): string {
  const word = wordFor(character);
  if (word === undefined) return character;
  const spelled = `<say-as interpret-as="characters">${character}</say-as>, ${escapeHtml(word)}`;
  return isForeign ? `<lang xml:lang="en-US">${spelled}</lang>` : spelled;
}

/** A full stop behind a digit makes it an ordinal in some languages: "4." is said "vierte". */
export function withoutStops(template: string): string {
  return template.replaceAll(/(\{code\})[.,;:!?\u060c\u061b\u0964\u3002\uff0c]+/g, "$1");
}

/** The whole message twice: who lifts the phone slowly, or looks for a pen, hears all of it. */
export function spokenTwice(message: string): string {
  return `<speak><p>${message}</p><break time="1s"/><p>${message}</p></speak>`;
}
