import type { CodeFormat } from "../../functions/domain/typed/code-shape.ts";
import type { Acr } from "./acr.ts";
import type { Transaction } from "./transaction.ts";

/** The ways a code can travel. */
export type Channel = "email" | "sms" | "whatsapp" | "voice" | "push";

/** What `request` and `resend` answer: a challenge that waits for its code. Seconds need no clock that agrees with the server's. */
export interface Challenge {
  /** A user who holds it can use the challenge: keep it out of addresses and logs. */
  readonly challengeId: string;
  readonly channel: Channel;
  /** Masked, for showing. */
  readonly recipient: string;
  /** What the code's characters are: decimal digits, or letters and digits, which {@link readCode} reads as people write them. */
  readonly codeFormat: CodeFormat;
  /** Characters of the code: 4 to 10 digits, or 13 letters and digits. */
  readonly codeLength: number;
  /** ISO 8601. */
  readonly expiresAt: string;
  /** Seconds until the code is over. */
  readonly expiresIn: number;
  /** Seconds until the code may be sent again. */
  readonly resendIn: number;
  readonly attemptsLeft: number;
  /** The other ways that the same code can go to the same number. Absent where an older service answers. */
  readonly otherChannels?: readonly Channel[];
  /** Of `request`: a number as it was read, in international form, to show to the user who typed it. */
  readonly readAs?: string;
  /** Of `request`: the ISO 3166 country that the number belongs to. */
  readonly country?: string;
  /** Of `request`: an address that was probably meant, like `anna@gmail.com` for `anna@gmial.com`. Ask; change nothing. */
  readonly suggestion?: string;
}

/** What `verify` answers to the right code of a user who has nothing more to prove, and what a second step answers. */
export interface Approval {
  readonly status: "approved";
  /** The access token for your own backend: a JWT that lives for minutes. */
  readonly token: string;
  readonly tokenType: "Bearer";
  /** Seconds that the token lives. */
  readonly expiresIn: number;
  /** The credential of the session, which lives for hours; absent unless the purpose was `login`. */
  readonly sessionToken?: string;
  readonly sessionExpiresIn?: number;
  /** With `remember`: what this device is known by from now on. Keep it, and name it in later requests; absent where the one that the request named still holds. */
  readonly deviceToken?: string;
  /** Who it is: stable for one recipient. */
  readonly subject: string;
}

/**
 * What `verify` answers to the right code where the sign-in takes a second step: nobody is signed in yet, and there is no
 * token. `latchkey-client/account` completes it.
 */
export interface FactorRequired {
  readonly status: "factor-required";
  readonly challengeId: string;
  /** Says that its holder has sent the right code. It opens nothing alone; keep it out of addresses and logs. */
  readonly factorToken: string;
  /** What the user can prove: `totp`, `backup-code`, `passkey`; a newer service may name others. Empty: the user has to set up an authenticator first. */
  readonly factors: readonly string[];
  /** Wrong guesses that are left. */
  readonly attemptsLeft: number;
  /** Seconds until the second step is waited for no longer. */
  readonly expiresIn: number;
}

/** What `status` answers: how far a challenge is. */
export interface ChallengeStatus {
  /** `proved`: the code was right, and a second step is waited for. */
  readonly status: "pending" | "proved" | "approved" | "ended" | "canceled" | "expired" | "locked";
  readonly delivery: {
    readonly state: DeliveryState;
    /** The message did not arrive, and its recipient has nothing to do with that. */
    readonly cause?: "service";
  };
  readonly attemptsLeft: number;
  readonly expiresIn: number;
  readonly resendIn: number;
}

/** What is known of the message; always `accepted` where strangers must not learn who is a customer. */
export type DeliveryState =
  | "queued"
  | "sent"
  | "delayed"
  | "delivered"
  | "bounced"
  | "complained"
  | "suppressed"
  | "failed"
  | "accepted";

/** What `session` answers while the session holds. */
export interface Session {
  readonly active: true;
  readonly subject: string;
  readonly channel: Channel;
  /** Masked, for showing. */
  readonly recipient: string;
  readonly purpose: string;
  /** How well the person was told apart from others: `latchkey:1` by a code, `latchkey:2` by a second factor beside it, `phr` by a passkey. Releases of the service before 0.7 say nothing. */
  readonly acr?: Acr;
  /** How the person proved who they are (RFC 8176). */
  readonly amr: readonly string[];
  /** ISO 8601. */
  readonly authTime: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly expiresIn: number;
  /** A fresh access token; absent when you asked with an access token. */
  readonly token?: string;
  readonly tokenExpiresIn?: number;
}

/** Where a code goes and what it is for. */
export interface CodeRequest {
  /** An e-mail address or a mobile number. */
  readonly recipient: string;
  /** By default an address with `@` is e-mail, and anything else an SMS. */
  readonly channel?: Channel;
  /** ISO 3166 country of a number without its country code, like `DE`. */
  readonly country?: string;
  /** `login` by default, which opens a session; any other name gives a token that says so, and no session. */
  readonly purpose?: string;
  /** What your field for the code takes. @default `["digits", "base32"]`, as {@link readCode} reads them */
  readonly codeFormats?: readonly CodeFormat[];
  /**
   * The `deviceToken` of an earlier approval on this device, or up to eight of them with dots between: its user then has
   * sends of their own, which no stranger can use up.
   */
  readonly deviceToken?: string;
  /** A solution of the `botCheck` of a `rate-limited` error, where you solve it yourself. */
  readonly botCheck?: string;
  /** The message's language, like `pt-BR`. */
  readonly locale?: string;
  /** The person's network address. Only for a client with an `apiKey`. */
  readonly clientIp?: string;
  /** What the code confirms; the purpose is then `confirm-transaction` unless you give one. Only for a client with an `apiKey`. */
  readonly transaction?: Transaction;
}
