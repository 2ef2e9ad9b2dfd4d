/** The texts that notices are made of: what happened, which is the subject too; when it was; and what to do. */
export const NOTICE_TEXTS = [
  "totp-added",
  "totp-removed",
  "passkey-added",
  "passkey-removed",
  "push-added",
  "push-removed",
  "code-used",
  "codes-renewed",
  "when",
  "notYou",
] as const;
export type NoticeText = (typeof NOTICE_TEXTS)[number];

/** What notices say in one language. */
export type NoticeWords = Readonly<Record<NoticeText, string>>;

/** What each text may have in braces. */
export function noticePlaceholders(name: NoticeText): readonly string[] {
  return name === "when" ? ["time"] : ["brand"];
}
