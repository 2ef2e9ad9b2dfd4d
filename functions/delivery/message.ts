import type { Compose, MessageFacts, Words as Written } from "./port.ts";

/** Who speaks to the customer. */
export interface Sender {
  readonly brand: string;
  /** The host that a text message is bound to, so that browsers offer its code there and nowhere else. */
  readonly host: string;
  readonly supportUrl: string | null;
}

/** The words of a message in the customer's language. */
interface Words {
  readonly subject: (brand: string, code: string) => string;
  readonly lead: (brand: string, purpose: string) => string;
  readonly expiry: (minutes: number) => string;
  readonly warning: (brand: string) => string;
  readonly notYou: string;
  readonly support: string;
  readonly text: (brand: string, code: string, minutes: number) => string;
}

const en: Words = {
  subject: (brand, code) => `${code} is your ${brand} code`,
  lead: (brand, purpose) =>
    purpose === "login" ? `Your code to sign in to ${brand}:` : `Your ${brand} code:`,
  expiry: (minutes) => `It can be used once, within ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`,
  warning: (brand) => `Nobody from ${brand} will ever ask you for this code.`,
  notYou: "If you did not ask for it, you can ignore this message.",
  support: "Help",
  text: (brand, code, minutes) =>
    `${code} is your ${brand} code. It expires in ${minutes} min. Do not share it.`,
};

const LOCALES: ReadonlyMap<string, Words> = new Map([["en", en]]);

/** Writes the message of a passcode: the code comes first, since that is what a lock screen shows. */
export function messageWriter(sender: Sender): Compose {
  return (facts) => {
    const words = LOCALES.get(facts.locale.split("-")[0] ?? "") ?? en;
    return facts.channel === "email" ? writeEmail(sender, words, facts) : writeText(sender, words, facts);
  };
}

/** @see https://wicg.github.io/sms-one-time-codes/ : the last line is `@host #code`, one space, nothing before the `@` */
function writeText(
  { brand, host }: Sender,
  words: Words,
  { channel, passcode, minutesLeft }: MessageFacts,
): Written {
  const code = passcode.reveal();
  const text = words.text(brand, code, minutesLeft);
  return { text: channel === "sms" ? `${text}\n\n@${host} #${code}` : text };
}

function writeEmail({ brand, supportUrl }: Sender, words: Words, facts: MessageFacts): Written {
  const code = facts.passcode.reveal();
  const paragraphs = [words.expiry(facts.minutesLeft), words.warning(brand), words.notYou];
  const support = supportUrl === null ? [] : [`${words.support}: ${supportUrl}`];
  return {
    subject: words.subject(brand, code),
    text:
      [code, words.lead(brand, facts.purpose).replace(/:$/, "."), ...paragraphs, ...support].join("\n\n") +
      "\n",
    html: emailHtml(brand, code, words.lead(brand, facts.purpose), [...paragraphs, ...support]),
  };
}

function emailHtml(brand: string, code: string, lead: string, paragraphs: readonly string[]): string {
  const body = paragraphs
    .map((text) => `<p style="margin:0 0 12px;color:#475569">${escapeHtml(text)}</p>`)
    .join("");
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(brand)}</title></head>` +
    `<body style="margin:0;padding:24px;background:#f1f5f9;font:16px/1.5 system-ui,sans-serif;color:#0f172a">` +
    `<div style="max-width:440px;margin:0 auto;padding:32px;background:#fff;border-radius:12px">` +
    `<div style="display:none">${code}</div><p style="margin:0 0 8px">${escapeHtml(lead)}</p>` +
    `<p style="margin:0 0 20px;font-size:34px;font-weight:700;letter-spacing:6px">${code}</p>${body}</div></body></html>`
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
