import {
  MESSAGE_PLACEHOLDERS,
  type MessageTextName,
  OPTIONAL_MESSAGE_TEXTS,
  REQUIRED_IN_MESSAGES,
  SECTIONS,
  type Section,
  TRANSACTION_PLACEHOLDERS,
  TRANSACTION_TEXTS,
} from "./message-texts.ts";
import { NOTICE_TEXTS, noticePlaceholders } from "./notice-texts.ts";
import { COUNTED_KEY, OPTIONAL_IN_PAGES, PAGE_KEYS, PAGE_PLACEHOLDERS, type PageKey } from "./page-texts.ts";

/** What a file of words is divided into. */
export const FILE_SECTIONS = [...SECTIONS, "notices", "pages"] as const;

/** What one text may and must have. */
export interface TextRule {
  /** What it counts, if it counts something: it then has plural forms for these numbers. */
  readonly counts?: readonly number[];
  /** Placeholders that it may have. */
  readonly allowed: readonly string[];
  /** Those of them that it must have. */
  readonly required: readonly string[];
  /** Whether it may name an address of the web. */
  readonly mayLink: boolean;
}

/** What a code's life can be, in minutes. */
const MINUTES = Array.from({ length: 10 }, (_, index) => index + 1);

/** How many attempts can be left. */
const ATTEMPTS = Array.from({ length: 11 }, (_, index) => index);

/** The rule of a text; `undefined` where there is no such text. @param section one of {@link FILE_SECTIONS} */
export function ruleOf(section: string, name: string): TextRule | undefined {
  if (section === "pages") return pageRule(name);
  if (section === "notices") return noticeRule(name);
  return Object.hasOwn(MESSAGE_PLACEHOLDERS, name)
    ? messageRule(section, name as MessageTextName)
    : undefined;
}

/** The names that a section knows. */
export function namesOf(section: string): string {
  if (section === "notices") return NOTICE_TEXTS.join(", ");
  return section === "pages"
    ? "one of functions/words/word-files/en.json"
    : Object.keys(MESSAGE_PLACEHOLDERS).join(", ");
}

/** What a language of which nothing is built in has to say: section and name. */
export function textsOf(section: "messages" | "pages"): readonly (readonly [string, string])[] {
  return section === "pages"
    ? [...PAGE_KEYS, COUNTED_KEY].map((name) => ["pages", name])
    : [
        ...Object.keys(MESSAGE_PLACEHOLDERS)
          .filter((name) => !OPTIONAL_MESSAGE_TEXTS.has(name))
          .map((name) => ["any", name] as const),
        ...TRANSACTION_TEXTS.filter((name) => !OPTIONAL_MESSAGE_TEXTS.has(name)).map(
          (name) => ["confirm-transaction", name] as const,
        ),
      ];
}

function messageRule(section: string, name: MessageTextName): TextRule {
  const payment = section === ("confirm-transaction" satisfies Section);
  const shown = payment && (TRANSACTION_TEXTS as readonly string[]).includes(name);
  return {
    ...(name === "expiry" && { counts: MINUTES }),
    allowed: [...MESSAGE_PLACEHOLDERS[name], ...(payment ? TRANSACTION_PLACEHOLDERS : [])],
    required: [...(REQUIRED_IN_MESSAGES[name] ?? []), ...(shown ? TRANSACTION_PLACEHOLDERS : [])],
    mayLink: true,
  };
}

function noticeRule(name: string): TextRule | undefined {
  const text = NOTICE_TEXTS.find((one) => one === name);
  if (text === undefined) return undefined;
  return { ...noticePlaceholders(text), mayLink: true };
}

function pageRule(name: string): TextRule | undefined {
  if (name !== COUNTED_KEY && !(PAGE_KEYS as readonly string[]).includes(name)) return undefined;
  const allowed = PAGE_PLACEHOLDERS[name as PageKey | typeof COUNTED_KEY] ?? [];
  return {
    ...(name === COUNTED_KEY && { counts: ATTEMPTS }),
    allowed,
    required: allowed.filter((one) => !OPTIONAL_IN_PAGES.has(one)),
    mayLink: false,
  };
}
