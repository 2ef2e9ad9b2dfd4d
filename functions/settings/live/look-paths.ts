import type { Settings } from "../../settings.ts";
import type { LiveGround, LivePath } from "./live-path.ts";

/**
 * How the service looks. Where its pages lead (`supportUrl`, `homeUrl`) is not among it: an address is what phishing would
 * change first.
 */
const LOOKS = ["name", "color", "logo"] as const satisfies readonly (keyof Settings["brand"])[];

const neither = () => "neither" as const;

const brandPaths: readonly LivePath[] = LOOKS.map((name) => ({
  path: `brand.${name}`,
  fault: () => undefined,
  read: ({ settings }) => settings.brand[name],
  change: {
    of: "settings",
    with: (settings, _, value) => ({ ...settings, brand: { ...settings.brand, [name]: value } }),
  },
  effect: neither,
}));

const TEXT = /^(?<locale>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\/(?<section>[a-z-]+)\.(?<name>[\w.-]+)$/;

/** A text's language, section and name. @param entry like `de/login.lead` */
export function textOf(
  entry: string,
): { readonly locale: string; readonly section: string; readonly name: string } | undefined {
  const { locale, section, name } = TEXT.exec(entry)?.groups ?? {};
  return locale === undefined || section === undefined || name === undefined
    ? undefined
    : { locale, section, name };
}

/** An address, in any of the ways in which mail programs make a link of words. */
const ADDRESS =
  /[a-z][a-z0-9+.-]*:\/\/|\bwww\.|[\w-]\.[a-z]{2,}\/|@[\w-]+\.|[\w-]\.(app|biz|click|club|cn|co|com|de|dev|eu|fr|info|io|link|me|net|online|org|ru|shop|site|top|uk|xyz)\b/i;

/** A phone number to call, or a code that is none. */
const NUMBER = /\d(?:[\s().-]?\d){5,}/;

/** What hides, or turns what follows round. */
const HIDDEN = /[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/;

/** What an admin's text may not do that a deployed one may: lead elsewhere. */
function leadingFault(text: unknown): string | undefined {
  const forms = typeof text === "object" && text !== null ? Object.values(text) : [text];
  for (const form of forms.filter((one) => typeof one === "string")) {
    const [address] = ADDRESS.exec(form) ?? NUMBER.exec(form) ?? [];
    if (address !== undefined)
      return `${address} is an address or a number; a text that is changed live leads nowhere`;
    if (HIDDEN.test(form)) return "has characters that hide, or turn others round";
  }
  return undefined;
}

function textFault(text: unknown, entry: string, { words }: LiveGround): string | undefined {
  const named = textOf(entry);
  if (!named) return NAME_A_TEXT;
  const [fault] = words?.faults(named.locale, named.section, named.name, text) ?? [];
  return fault ?? leadingFault(text);
}

const NAME_A_TEXT = "must name a text like de/login.lead";

const texts: LivePath = {
  path: "words",
  entryFault: (entry) => (textOf(entry) ? undefined : NAME_A_TEXT),
  fault: textFault,
  read: ({ facts }, entry, { words }) => {
    const named = textOf(entry);
    const own = facts.words[entry];
    return own ?? (named && words?.deployed(named.locale, named.section, named.name)) ?? null;
  },
  change: {
    of: "facts",
    with: (facts, entry, value) => ({ ...facts, words: { ...facts.words, [entry]: value } }),
  },
  effect: neither,
};

export const lookPaths: readonly LivePath[] = [...brandPaths, texts];
