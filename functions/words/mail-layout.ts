import { render } from "./render.ts";

/** What stands in an e-mail's HTML, from top to bottom; all of it escaped or markup already. */
export interface MailSlots {
  /** A language tag. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  readonly brand: string;
  /** Its digits, each an element of its own. */
  readonly code: string;
  /** What a list of messages shows of it: the code as one word, so that systems which fill in codes find it, and the lead. */
  readonly preview: string;
  /** What the code is for. */
  readonly lead: string;
  /** How long it may be used. */
  readonly expiry: string;
  /** Where it was asked for, a warning, and what to do about a code that the user did not ask for. */
  readonly paragraphs: readonly string[];
  /** Where help is, for owners who offer it. */
  readonly support: string | undefined;
  /** A picture as a `data:` address, for owners who have one. */
  readonly logo: string | undefined;
  /** The owner's colour as `#rrggbb`, readable on a white card... */
  readonly accent: string;
  /** ...and on a dark one. */
  readonly darkAccent: string;
}

/**
 * Slots of text and markup, between tags. Every layout has each of them: an e-mail without one of them would hide what
 * protects its reader.
 */
export const TEXT_SLOTS = ["brand", "code", "lead", "expiry", "paragraph", "support"] as const;

/** Slots of text that a layout may do without. */
export const OPTIONAL_TEXT_SLOTS = ["preview"] as const;

/** Slots of attributes, for screen readers and scripts from right to left; every layout has them too. */
export const ATTRIBUTE_SLOTS = ["locale", "direction"] as const;

/** What may also stand in a title or an attribute, having no markup. */
export const PLAIN_SLOTS = ["brand"] as const;

/** What may stand in styles: colours, which are checked before they get here. */
export const STYLE_SLOTS = ["accent", "darkAccent"] as const;

/** The owner's logo, as the address of a picture, in a block of its own; a layout may do without. */
export const PICTURE_SLOT = "logo";

/** Slots between comments of their names, like `<!--support-->...{support}...<!--/support-->`: as often as there is one. */
export const BLOCKS = ["paragraph", "support"] as const satisfies readonly (typeof TEXT_SLOTS)[number][];

const BLOCK = /<!--(paragraph|support|logo)-->(.*?)<!--\/\1-->/s;
const AS_IT_IS = { text: (words: string) => words, value: (value: string) => value };

/** Writes the HTML of an e-mail. */
export function fillLayout(layout: string, { paragraphs, support, logo, ...slots }: MailSlots): string {
  const fill = (template: string, own: Readonly<Record<string, string>> = {}) =>
    render(template, { ...slots, ...own }, AS_IT_IS).join("");
  // What is split at a block is text, then the block's name and content, then text again.
  const parts = layout.split(BLOCK);
  return parts
    .map((part, index) => {
      if (index % 3 === 0) return fill(part);
      if (index % 3 === 1) return "";
      const name = parts[index - 1];
      if (name === "paragraph") return paragraphs.map((paragraph) => fill(part, { paragraph })).join("");
      const value = name === "logo" ? logo : support;
      return value === undefined ? "" : fill(part, { [name ?? ""]: value });
    })
    .join("");
}
