import type { PluralForms } from "./plural.ts";

/** What messages are for: a purpose with words of its own, or `any` for what they share and for every other purpose. */
export const SECTIONS = ["any", "login", "verify-address", "confirm-transaction", "change-contact"] as const;
export type Section = (typeof SECTIONS)[number];

/** The texts that a message is made of. In braces is what the facts fill in; see {@link MESSAGE_PLACEHOLDERS}. */
export interface MessageTexts {
  /** Of an e-mail. The code stands first: that is what a lock screen shows. */
  readonly subject: string;
  /** What the code is for, above the code in an e-mail; without a full stop. */
  readonly lead: string;
  /** The whole message by SMS and WhatsApp. */
  readonly text: string;
  /** The whole message by phone call, as it is said; English is said where a language of an owner's lacks it. */
  readonly call?: string;
  readonly expiry: PluralForms;
  /** Of anyone who asks the user for the code. */
  readonly warning: string;
  readonly notYou: string;
  /** In place of `notYou` where there is a page that stops it. */
  readonly notYouLink: string;
  /** What the link is called in HTML. */
  readonly linkLabel: string;
  readonly support: string;
  /** When the code was asked for, and with what. */
  readonly askedFrom: string;
  /** When, where nothing is known of the browser; left out where a language of an owner's lacks it. */
  readonly askedAt?: string;
  /** The app that a user is on the way to; left out in the same way. */
  readonly forApp?: string;
  /** Why a code of letters and digits is so long; left out in the same way. */
  readonly strongCode?: string;
  /** What types that code; left out in the same way. */
  readonly codeLink?: string;
  /** What that link is called in HTML. */
  readonly codeLinkLabel?: string;
  /** How a browser and its system are named together. */
  readonly device: string;
}

export type MessageTextName = keyof MessageTexts;

/** What messages say in one language: a section's own texts, and those of `any` for the rest. */
export type MessageWords = { readonly any: MessageTexts } & Readonly<
  Record<Exclude<Section, "any">, Partial<MessageTexts>>
>;

/** What each text may have in braces. */
export const MESSAGE_PLACEHOLDERS: Readonly<Record<MessageTextName, readonly string[]>> = {
  subject: ["code", "brand"],
  lead: ["brand"],
  text: ["code", "brand", "minutes"],
  call: ["code", "brand"],
  expiry: ["minutes", "brand"],
  warning: ["brand"],
  notYou: ["brand"],
  notYouLink: ["link", "brand"],
  linkLabel: ["brand"],
  support: ["support", "brand"],
  askedFrom: ["askedFrom", "time", "brand"],
  askedAt: ["time", "brand"],
  forApp: ["app", "brand"],
  device: ["browser", "system"],
  strongCode: ["brand"],
  codeLink: ["codeLink", "brand"],
  codeLinkLabel: ["brand"],
};

/** What a language may do without: half of a message in another one would look forged, so it is not said then. */
export const OPTIONAL_MESSAGE_TEXTS: ReadonlySet<string> = new Set<MessageTextName>([
  "askedAt",
  "forApp",
  "strongCode",
  "codeLink",
  "codeLinkLabel",
  "call",
]);

/** What each text must have in braces, or it would say nothing. */
export const REQUIRED_IN_MESSAGES: Readonly<Partial<Record<MessageTextName, readonly string[]>>> = {
  subject: ["code"],
  text: ["code"],
  call: ["code"],
  notYouLink: ["link"],
  support: ["support"],
  askedFrom: ["askedFrom"],
  askedAt: ["time"],
  forApp: ["app"],
  device: ["browser", "system"],
  codeLink: ["codeLink"],
};

/** What a payment's texts may have besides... */
export const TRANSACTION_PLACEHOLDERS = ["amount", "payee"] as const;

/** ...and these of them must: a person has to see what the code confirms. */
export const TRANSACTION_TEXTS = ["lead", "text", "call"] as const satisfies readonly MessageTextName[];
