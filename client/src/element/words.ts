import type { ClientError } from "../client.ts";

/** What the element says. `{...}` stands for a value. */
export const ENGLISH = {
  title: "Sign in",
  lead: "We will send you a one-time code. No password needed.",
  by: "Send the code by",
  email: "E-mail",
  sms: "Text message",
  whatsapp: "WhatsApp",
  emailLabel: "E-mail address",
  emailHint: "For example name@example.com",
  phoneLabel: "Mobile number",
  phoneHint: "With country code, like +1 415 555 0123",
  send: "Send the code",
  codeTitle: "Enter your code",
  codeLead: "We sent {length} digits to {recipient}.",
  codeLabel: "One-time code",
  codeHint: "It can be used for {minutes} min.",
  check: "Continue",
  resend: "Send the code again",
  resendIn: "You can ask for it again in {seconds} s.",
  resent: "We sent the code again.",
  change: "Change contact method",
  done: "You are signed in.",
};

/** Words of your own: any of the element's, and by an error's type what to say in place of the service's own words. */
export type Words = Partial<Record<keyof typeof ENGLISH | ClientError["type"], string>>;

/** Puts values where the words name them, kept apart from the direction of the text around them. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (name, key: string) =>
    key in values ? `\u2068${values[key] ?? ""}\u2069` : name,
  );
}
