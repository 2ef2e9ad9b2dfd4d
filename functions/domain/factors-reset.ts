import { createHash } from "node:crypto";
import { keyAt, keyBytes } from "./reference.ts";
import { mac } from "./sealed.ts";
import type { SubjectKey } from "./subject.ts";

/** What an admin has asked for a user who lost all factors. Instants are epoch seconds. */
export interface FactorsReset {
  /** Names it; absent where it was written by hand. */
  readonly id?: string;
  readonly askedAt?: number;
  /** Who asked, by a name that is no address. */
  readonly by?: string;
  /** Whether an owner asked: then no link, and no factor, cancels it. */
  readonly byOwner: boolean;
  /** So many hours after the first contact is told it takes effect. */
  readonly hours?: number;
  /** From then on the factors read as none; absent until a contact is told, and once it was canceled. */
  readonly resetAt?: number;
  readonly canceledAt?: number;
}

/**
 * Nothing cancels a reset in its last minute, in seconds: no request lasts that long. So who had a factor accepted, and who
 * signs in without one because it has taken effect, are never both right.
 */
export const LAST_SECONDS = 60;

/** Whether a reset has taken effect: by its own instant alone. @param now epoch seconds */
export function isInEffect(reset: FactorsReset | undefined, now: number): boolean {
  return reset?.resetAt !== undefined && reset.resetAt <= now;
}

/** Whether a reset waits for its hour, or for the first contact to be told. @param now epoch seconds */
export function isAsked(reset: FactorsReset | undefined, now: number): reset is FactorsReset {
  return reset !== undefined && reset.canceledAt === undefined && !isInEffect(reset, now);
}

/** What happens to a reset, as the audit trail and the owner's systems are told it. */
export const FACTORS_RESET_STEPS = [
  "reset-asked",
  "reset-hour-set",
  "reset-canceled",
  "reset-ended",
] as const;
export type FactorsResetStep = (typeof FACTORS_RESET_STEPS)[number];

/** Which step a change of an item is, whatever made it: the desk, a link, a factor that was used, or an admin by hand. */
export function resetStep(
  before: Partial<FactorsReset> | undefined,
  after: Partial<FactorsReset> | undefined,
): FactorsResetStep | undefined {
  if (before && !after) return "reset-ended";
  if (after?.canceledAt !== undefined)
    return before?.canceledAt === after.canceledAt ? undefined : "reset-canceled";
  if (after?.resetAt !== undefined && before?.resetAt !== after.resetAt) return "reset-hour-set";
  return after && before?.id !== after.id ? "reset-asked" : undefined;
}

/** The page that the link of a notice leads to, and where its form goes. */
export const KEEP_FACTORS = "/otp/keep-factors";

/** What the link of a notice carries: it cancels one reset, and does nothing else. */
export type ResetToken = string & { readonly brand: "ResetToken" };

const SECRET_BYTES = 16;

/**
 * What the link of a reset carries: the same for each contact, and each time they are told of it, so that who is told again
 * makes no other link void. Nobody makes it without the secret.
 * @param secret the recipient secret, which never rotates
 * @param at where the factors lie
 * @param askedAt when the reset was asked for, in epoch seconds
 */
export function resetToken(secret: Uint8Array, at: SubjectKey, askedAt: number): ResetToken {
  const bytes = mac(secret, "reset-link|", `${at}|${askedAt}`).subarray(0, SECRET_BYTES);
  return Buffer.concat([keyBytes(at), bytes]).toString("base64url") as ResetToken;
}

/** Which reset a token cancels; the item has a hash alone. Undefined for what is no token. */
export function readResetToken(text: string): { readonly at: SubjectKey; readonly id: string } | undefined {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== 2 * SECRET_BYTES || bytes.toString("base64url") !== text) return undefined;
  const hash = createHash("sha256").update("reset|").update(bytes).digest();
  return {
    at: keyAt(bytes, 0) as SubjectKey,
    id: hash.subarray(0, SECRET_BYTES).toString("base64url"),
  };
}
