/**
 * The texts that notices are made of: what happened, which is the subject too; when it was, or when it will be; and what to
 * do about it. An SMS says the first, or `smsReset`, and one thing to do.
 */
export const NOTICE_TEXTS = [
  "totp-added",
  "totp-removed",
  "passkey-added",
  "passkey-removed",
  "push-added",
  "push-removed",
  "contact-added",
  "code-used",
  "codes-renewed",
  "reset-asked",
  "settings-changed",
  "desk-factor-added",
  "desk-factor-removed",
  "desk-code-used",
  "desk-link-made",
  "test",
  "invited",
  "inviteLink",
  "inviteNot",
  "resetIn",
  "resetStop",
  "when",
  "notYou",
  "deskNotYou",
  "smsNotYou",
  "smsReset",
  "smsStop",
  "smsInvited",
] as const;
export type NoticeText = (typeof NOTICE_TEXTS)[number];

/** What notices say in one language. */
export type NoticeWords = Readonly<Record<NoticeText, string>>;

/** Texts that say something else than the brand. */
const OWN: Readonly<Partial<Record<NoticeText, readonly string[]>>> = {
  when: ["time"],
  resetIn: ["hours"],
  resetStop: ["link"],
  smsReset: ["brand", "hours"],
  smsStop: ["link"],
  inviteLink: ["link"],
  smsInvited: ["brand", "link"],
};

/** What each text may have in braces, and what it must. */
export function noticePlaceholders(name: NoticeText): {
  readonly allowed: readonly string[];
  readonly required: readonly string[];
} {
  const own = OWN[name];
  return own === undefined ? { allowed: ["brand"], required: [] } : { allowed: own, required: own };
}
