import { createHash } from "node:crypto";
import type { Channel } from "./channel.ts";
import type { SubjectFactors } from "./factors.ts";
import type { ResetToken } from "./factors-reset.ts";
import type { PushId } from "./push-subscription.ts";
import type { RecipientKey } from "./recipient.ts";
import type { SubjectKey } from "./subject.ts";

/** What users are told of that happened to their account. */
export const NOTICE_KINDS = [
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
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What an admin is told of that happened to their own sign-in to the desk. */
export function isOfDesk(kind: NoticeKind): boolean {
  return kind.startsWith("desk-");
}

/** Where a user is told of something. */
export interface NoticeContact {
  readonly recipientKey: RecipientKey;
  readonly address: string;
  readonly channel: Channel;
  readonly locale: string;
}

/** A reset of factors that a contact is told of. */
export interface NoticeOfReset {
  /** Where the factors lie. */
  readonly at: SubjectKey;
  readonly id: string;
  /** So many hours after the first contact was told it takes effect. */
  readonly hours: number;
  /** What its link cancels it with; absent where an owner asked, whose reset no link cancels. */
  readonly token?: ResetToken;
}

/** One message to one contact about what happened. It holds no code and no key, and a link to stop a reset alone. */
export interface Notice {
  /** The same for whatever is told of in one message, so that it is sent once. */
  readonly id: string;
  readonly kind: NoticeKind;
  /** When it happened, in epoch seconds. */
  readonly at: number;
  readonly address: string;
  readonly locale: string;
  readonly reset?: NoticeOfReset;
  /** Who alone is to carry it, by the name that live changes have for a provider: of a test. */
  readonly provider?: string;
  /** Whether an SMS of it was paid for that was surely not sent: it waits for its next try. */
  readonly paid?: true;
}

/**
 * So many notices may one number be sent a day (UTC), beside those of resets: who signs in changes factors as often as they
 * like, and each SMS costs the owner something.
 */
export const MOST_PAID_NOTICES = 10;

/** So many times a day (UTC) may a person be invited to sign in, by all admins together. */
export const MOST_INVITATIONS = 3;

/** As many an admin has sent on a day in UTC: a stolen sign-in is no way to write to every customer. */
export const MOST_INVITATIONS_OF_ADMIN = 100;

/** For so long a notice is worth sending, in seconds. */
export const NOTICE_SECONDS = 86_400;

/** What happens again so soon is told of in the first message alone, in seconds: a notice is no way to fill a mailbox. */
export const NOTICE_WINDOW_SECONDS = 600;

/** Names a notice among its recipient's, of this and all later tries. */
export function noticeId(kind: NoticeKind, at: number): string {
  const name = `${kind}|${Math.floor(at / NOTICE_WINDOW_SECONDS)}`;
  return createHash("sha256").update(name).digest().subarray(0, 16).toString("base64url");
}

/** The same of a reset, which each contact is told of once. */
export function resetNoticeId(id: string): string {
  return createHash("sha256").update(`reset-asked|${id}`).digest().subarray(0, 16).toString("base64url");
}

/** When the next test of a provider may be sent to the same address after one at an instant, in epoch seconds. */
export function nextTestAt(at: number): number {
  return (Math.floor(at / NOTICE_WINDOW_SECONDS) + 1) * NOTICE_WINDOW_SECONDS;
}

/** Names the test of a provider: one in ten minutes to an address. */
export function testNoticeId(provider: string, at: number): string {
  const name = `test|${provider}|${nextTestAt(at)}`;
  return createHash("sha256").update(name).digest().subarray(0, 16).toString("base64url");
}

/** The same of an invitation, which each act of an admin is one of. */
export function inviteNoticeId(act: string): string {
  return createHash("sha256").update(`invited|${act}`).digest().subarray(0, 16).toString("base64url");
}

/** A subject's factors as an image of their item shows them. */
export interface FactorImage extends SubjectFactors {
  /** When they were changed last, in epoch seconds... */
  readonly changedAt: number;
  /** ...in which session, where the others end with it... */
  readonly changedWithin?: { readonly recipientKey: RecipientKey; readonly nonce: string };
  /** ...and when one was proved last. */
  readonly provedAt?: number;
  /** The browser that its push service knew no more, or that left with its contact: the last of such. */
  readonly lostPush?: PushId;
  /** Who enrolled the first authenticator; an open service knows no other contact. */
  readonly contact?: NoticeContact;
}

/** A change of a subject's factors, as the stream tells it; without a `before` also where it is told once more. */
export interface FactorsChange {
  readonly before: FactorImage | undefined;
  readonly after: FactorImage;
}

/** Whether factors became others by a change, so that what was open before is over. Without a `before` nothing is known to be gone. */
export function hasOtherFactors(change: FactorsChange): boolean {
  // A browser that shows codes is none: it opens nothing by itself.
  const kinds = changesOf(change).map(({ kind }) => kind);
  return kinds.some((kind) => /^(totp|passkey)-(added|removed)$/.test(kind));
}

interface ToldChange {
  readonly kind: NoticeKind;
  readonly at: number;
}

/** What an admin is told of the factors of the desk, in the place of what a user is told. */
const OF_DESK: Readonly<Partial<Record<NoticeKind, NoticeKind>>> = {
  "totp-added": "desk-factor-added",
  "totp-removed": "desk-factor-removed",
  "code-used": "desk-code-used",
};

/** What a change is to be told as, each with its instant in epoch seconds. */
export function toldOf(change: FactorsChange): readonly ToldChange[] {
  const changes = changesOf(change);
  if (!change.after.desk) return changes;
  return changes.flatMap(({ kind, at }) => {
    const told = OF_DESK[kind];
    return told ? [{ kind: told, at }] : [];
  });
}

function changesOf({ before, after }: FactorsChange): readonly ToldChange[] {
  const { changedAt, provedAt = changedAt } = after;
  const at = (kind: NoticeKind, when = changedAt) => ({ kind, at: when });
  return [
    ...(hasNew(before?.totps, after.totps, changedAt) ? [at("totp-added")] : []),
    ...(lacks(before?.totps, after.totps) ? [at("totp-removed")] : []),
    ...(hasNew(before?.passkeys, after.passkeys, changedAt) ? [at("passkey-added")] : []),
    ...(lacks(before?.passkeys, after.passkeys) ? [at("passkey-removed")] : []),
    ...(hasNew(before?.pushes, after.pushes, changedAt) ? [at("push-added")] : []),
    // What its push service knew no more is no change by anyone.
    ...(lacks(
      before?.pushes.filter(({ id }) => id !== after.lostPush),
      after.pushes,
    )
      ? [at("push-removed")]
      : []),
    ...(isCodeUsed(before, after) ? [at("code-used", provedAt)] : []),
    ...(areCodesNew(before, after) ? [at("codes-renewed")] : []),
  ];
}

interface Enrolled {
  readonly id: string;
  readonly enrolledAt: number;
}

/** An image without one before may be an old one, told again: what is in it was enrolled by its last change, or earlier. */
function hasNew(before: readonly Enrolled[] = [], after: readonly Enrolled[], changedAt: number): boolean {
  const known = new Set(before.map(({ id }) => id));
  return after.some(({ id, enrolledAt }) => !known.has(id) && enrolledAt === changedAt);
}

function lacks(before: readonly Enrolled[] = [], after: readonly Enrolled[]): boolean {
  return before.some(({ id }) => !after.some((one) => one.id === id));
}

/** One code less of the same set. */
function isCodeUsed(before: FactorImage | undefined, after: FactorImage): boolean {
  if (before?.version !== after.version) return false;
  return Object.keys(before.codes).some((number) => after.codes[number] === undefined);
}

/** Another set where there was one. */
function areCodesNew(before: FactorImage | undefined, after: FactorImage): boolean {
  if (before?.codesSince === undefined || before.version === after.version) return false;
  const [some] = Object.entries(after.codes);
  return some !== undefined && before.codes[some[0]]?.hash !== some[1].hash && before.totps.length > 0;
}
