import type { Factor } from "./factors.ts";
import type { ChallengeReference } from "./challenge-id.ts";
import type { OriginKey } from "./origin.ts";
import { type Channel, provesAddress } from "./channel.ts";
import type { UsedPasskey } from "./passkey.ts";
import type { Lane } from "./lane.ts";
import type { SessionReference } from "./reference.ts";
import type { SubjectKey } from "./subject.ts";
import type { Transaction } from "./transaction.ts";

/** No passcode may live longer, in seconds (NIST SP 800-63B-4, 3.1.3.2). */
export const MAX_CODE_SECONDS = 600;

/** No session may live longer, in seconds: 30 days. */
export const MAX_SESSION_SECONDS = 2_592_000;

/** No grant may live longer, however often it is used, in seconds: 400 days. */
export const MAX_GRANT_SECONDS = 34_560_000;

/** No access token may live longer, in seconds: it is believed offline until then. */
export const MAX_TOKEN_SECONDS = 3600;

/** How long a click's lanes are known, and how long after a challenge's opening its link gives them, in seconds: a day. */
export const CLICK_SECONDS = 86_400;

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

/** How long a second factor is waited for once the code was right, in seconds. */
export const PROVED_SECONDS = 300;

/** Guesses at a second factor in one challenge. */
export const MAX_FACTOR_ATTEMPTS = 5;

/** Wrong guesses at a second factor in one session, until a right one. */
export const MAX_SESSION_FACTOR_ATTEMPTS = 20;

/**
 * The statuses that are stored; `expired` and `locked` are derived, so they are true to the second. A challenge is proved
 * whose code was right, and whose second factor is waited for.
 */
export const CHALLENGE_STATUSES = ["pending", "proved", "approved", "ended", "canceled"] as const;
export type ChallengeStatus = (typeof CHALLENGE_STATUSES)[number];

/** Why a session ended, where it was no plain sign-out: then grants end with it that would outlive it. Or why a challenge was canceled. */
export const END_CAUSES = ["everywhere", "not-me", "factors"] as const;
export type EndCause = (typeof END_CAUSES)[number];

/** One attempt to prove one recipient; once approved and until ended, a session. Instants are epoch seconds. */
export interface Challenge extends ChallengeReference {
  readonly status: ChallengeStatus;
  readonly channel: Channel;
  readonly address: string;
  /** ISO 3166 country of a phone number, by which metrics are split; absent for e-mail. */
  readonly country?: string;
  /** Set for a number that takes calls and no messages. */
  readonly fixedLine?: true;
  readonly subject: string;
  /** `login` opens a session; any other purpose gives a token that names it. */
  readonly purpose: string;
  readonly locale: string;
  /** Browser and system that asked, like "Firefox on Windows", for the message; absent where they are not known. */
  readonly askedFrom?: string;
  /** Name of the app that the person is on the way to, for the message; absent where none has sent them. */
  readonly app?: string;
  /** Its id: a sign-in to one app is no word for another. */
  readonly clientId?: string;
  /** The walk of pages that asked, in whose browser the link of an e-mail works; absent where a program asked. */
  readonly walk?: string;
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Sends asked for, and the last one that is done. */
  readonly sends: number;
  readonly maxSends: number;
  readonly doneSend: number;
  readonly expiresAt: number;
  readonly nextSendAt: number;
  readonly delivery: Delivery;
  /** The network that asked; absent where the owner's server asked for no user that it named. */
  readonly origin?: OriginKey;
  /** The /48 around it, of an IPv6 address. */
  readonly widerOrigin?: OriginKey;
  /** Whose ledger its sends and wrong guesses count on. */
  readonly lane: Lane;
  /** The lane of the device on which it was asked for, or that its approval makes known; absent where there is none. */
  readonly device?: Lane;
  /** Authentication methods that its approval proves (RFC 8176). */
  readonly amr: readonly string[];
  /** Never sent and never approved: what a stranger gets in registered mode. */
  readonly decoy: boolean;
  /** Counted among those whose number was not proven, when it was asked for; absent where nothing depends on that. */
  readonly unproven?: true;
  /** What its code confirms, where the owner's server said so. */
  readonly transaction?: Transaction;
  /** How many parts of an SMS each send has paid for, by the language that was asked for; of a number alone. */
  readonly parts?: number;
  /** The passkey that approved it: alone, and then no code was ever sent, or as the second factor after a right code. */
  readonly passkey?: UsedPasskey;
  /** When a code last proved the address, 0 where none is known to; absent where one has just done so. */
  readonly addressProvenAt?: number;
  /** The partition of its subject's factors; absent where there can be none. */
  readonly subjectKey?: SubjectKey;
  /** What its subject can prove beside the code; set where a sign-in takes two steps, empty where it must enrol first. */
  readonly secondFactor?: readonly Factor[];
  readonly provedAt?: number;
  /** Guesses at a second factor, and those wrong ones among them that its subject's count holds; 0 after a right one. */
  readonly factorAttempts?: number;
  readonly factorFailures?: number;
  /** When a second factor was last proved. */
  readonly factorAt?: number;
  /** Which of its session tokens counts; absent for the first. One more each time a factor is proved in the session. */
  readonly generation?: number;
  /** The session of the same subject that the browser held until this one, and that ends with it. */
  readonly follows?: SessionReference;
  readonly approvedAt?: number;
  readonly sessionEndsAt?: number;
  readonly endedAt?: number;
  readonly endedFor?: EndCause;
  /** Why it was canceled; absent where it was not, or by a release that kept no cause. */
  readonly canceledFor?: EndCause;
}

/** A state of a challenge's life as its holder may know it. */
export type ChallengeState = ChallengeStatus | "expired" | "locked";

/** @param now epoch seconds */
export function stateAt(challenge: Challenge, now: number): ChallengeState {
  const { status } = challenge;
  if (status !== "pending" && status !== "proved") return status;
  if (challenge.expiresAt <= now) return "expired";
  return attemptsLeft(challenge) === 0 ? "locked" : status;
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
    case "proved":
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

/** Guesses that are left: at the code, and of a proved challenge at its second factor. */
export function attemptsLeft({ status, attempts, maxAttempts, factorAttempts = 0 }: Challenge): number {
  return Math.max(0, status === "proved" ? MAX_FACTOR_ATTEMPTS - factorAttempts : maxAttempts - attempts);
}

/** Whether a passkey signed in by itself, so that no code was typed. */
export function isByPasskeyAlone({ passkey, provedAt }: Pick<Challenge, "passkey" | "provedAt">): boolean {
  return passkey !== undefined && provedAt === undefined;
}

/** Whether a code was typed that came to the address: neither a passkey nor a notification proves who reads there. */
export function isByAddress(challenge: Pick<Challenge, "passkey" | "provedAt" | "channel">): boolean {
  return !isByPasskeyAlone(challenge) && provesAddress(challenge.channel);
}

/** Whether the challenge is a session that holds at `now`. */
export function isSession(challenge: Challenge | undefined, now: number): challenge is Session {
  return (
    challenge?.status === "approved" &&
    challenge.approvedAt !== undefined &&
    (challenge.sessionEndsAt ?? 0) > now
  );
}

/** Whether a session token is the one that counts: an older one, from before a factor was proved, opens nothing. */
export function isCurrentToken(session: Challenge, shown: { readonly generation: number }): boolean {
  return (session.generation ?? 0) === shown.generation;
}

/** How long the session token before the current one may still end its session, in seconds: a sign-out may be under way. */
export const LATE_SIGN_OUT_SECONDS = 10;

/** Whether a session token may end its session. @param now epoch seconds */
export function mayEnd(session: Challenge, shown: { readonly generation: number }, now: number): boolean {
  const { generation = 0, factorAt = 0 } = session;
  if (generation === shown.generation) return true;
  return generation === shown.generation + 1 && now < factorAt + LATE_SIGN_OUT_SECONDS;
}

/** An approved challenge that has not ended. */
export type Session = Challenge & Required<Pick<Challenge, "approvedAt" | "sessionEndsAt">>;
