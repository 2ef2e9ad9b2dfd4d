import type { ChallengeReference } from "./challenge-id.ts";
import type { OriginKey } from "./origin.ts";
import type { Channel } from "./channel.ts";

/** No passcode may live longer, in seconds (NIST SP 800-63B-4, 3.1.3.2). */
export const MAX_CODE_SECONDS = 600;

/** No session may live longer, in seconds: 30 days. */
export const MAX_SESSION_SECONDS = 2_592_000;

/** No access token may live longer, in seconds: it is believed offline until then. */
export const MAX_TOKEN_SECONDS = 3600;

/** A provider is not asked any more when this little of the passcode's life is left, in seconds. */
export const LEAST_LIFE_SECONDS = 30;

/** The reason of a send that was given up because so little of the passcode's life was left. */
export const TOO_LATE = "too-late";

/** Whether a send would come too late to be of use. @param now epoch seconds */
export function isTooLate({ expiresAt }: Pick<Challenge, "expiresAt">, now: number): boolean {
  return expiresAt - now <= LEAST_LIFE_SECONDS;
}

/** The state of the last send. Only `queued` to `delayed` may still change into a better one. */
export const DELIVERY_STATES = [
  "queued",
  "sent",
  "delivered",
  "delayed",
  "bounced",
  "complained",
  "suppressed",
  "failed",
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface Delivery {
  readonly state: DeliveryState;
  readonly provider?: string;
  readonly messageId?: string;
  /** A stable code of the fault, never the provider's words, which may quote the address. */
  readonly reason?: string;
}

/** What a person confirms with a code: the words of the owner's server, as it wants them shown. */
export interface Transaction {
  readonly amount: string;
  readonly payee: string;
}

/** The statuses that are stored; `expired` and `locked` are derived, so they are true to the second. */
export const CHALLENGE_STATUSES = ["pending", "approved", "ended", "canceled"] as const;
export type ChallengeStatus = (typeof CHALLENGE_STATUSES)[number];

/** One attempt to prove one recipient; once approved and until ended, a session. Instants are epoch seconds. */
export interface Challenge extends ChallengeReference {
  readonly status: ChallengeStatus;
  readonly channel: Channel;
  readonly address: string;
  /** ISO 3166 country of a phone number, by which metrics are split; absent for e-mail. */
  readonly country?: string;
  readonly subject: string;
  /** `login` opens a session; any other purpose gives a token that names it. */
  readonly purpose: string;
  readonly locale: string;
  /** Browser and system that asked, like "Firefox on Windows", for the message; absent where they are not known. */
  readonly askedFrom?: string;
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Sends asked for, and the last one that is done. */
  readonly sends: number;
  readonly maxSends: number;
  readonly doneSend: number;
  readonly expiresAt: number;
  readonly nextSendAt: number;
  readonly delivery: Delivery;
  readonly origin: OriginKey;
  /** Authentication methods that its approval proves (RFC 8176). */
  readonly amr: readonly string[];
  /** Never sent and never approved: what a stranger gets in registered mode. */
  readonly decoy: boolean;
  /** What its code confirms, where the owner's server said so. */
  readonly transaction?: Transaction;
  readonly approvedAt?: number;
  readonly sessionEndsAt?: number;
}

/** A state of a challenge's life as its holder may know it. */
export type ChallengeState = ChallengeStatus | "expired" | "locked";

/** @param now epoch seconds */
export function stateAt(challenge: Challenge, now: number): ChallengeState {
  if (challenge.status !== "pending") return challenge.status;
  if (challenge.expiresAt <= now) return "expired";
  return challenge.attempts >= challenge.maxAttempts ? "locked" : "pending";
}

/** Why a challenge takes no more guesses. */
export type Undecidable =
  | { readonly kind: "challenge-not-found" }
  | { readonly kind: "challenge-expired" }
  | { readonly kind: "challenge-used" }
  | { readonly kind: "challenge-canceled" }
  | { readonly kind: "too-many-attempts" };

/** Tells the holder why, from the challenge as it was when the write was refused; undefined if it is pending. */
export function undecidable(challenge: Challenge | undefined, now: number): Undecidable | undefined {
  if (!challenge) return { kind: "challenge-not-found" };
  switch (stateAt(challenge, now)) {
    case "approved":
    case "ended":
      return { kind: "challenge-used" };
    case "canceled":
      return { kind: "challenge-canceled" };
    case "expired":
      return { kind: "challenge-expired" };
    case "locked":
      return { kind: "too-many-attempts" };
    case "pending":
      return undefined;
  }
}

export function attemptsLeft({ attempts, maxAttempts }: Challenge): number {
  return Math.max(0, maxAttempts - attempts);
}

/** Whether the challenge is a session that holds at `now`. */
export function isSession(challenge: Challenge | undefined, now: number): challenge is Session {
  return (
    challenge?.status === "approved" &&
    challenge.approvedAt !== undefined &&
    (challenge.sessionEndsAt ?? 0) > now
  );
}

/** An approved challenge that has not ended. */
export type Session = Challenge & Required<Pick<Challenge, "approvedAt" | "sessionEndsAt">>;
