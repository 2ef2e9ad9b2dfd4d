/** The ways a code can travel. */
export type Channel = "email" | "sms" | "whatsapp";

/** What `request` and `resend` answer: a challenge that waits for its code. Seconds need no clock that agrees with the server's. */
export interface Challenge {
  /** A user who holds it can use the challenge: keep it out of addresses and logs. */
  readonly challengeId: string;
  readonly channel: Channel;
  /** Masked, for showing. */
  readonly recipient: string;
  readonly codeLength: number;
  /** ISO 8601. */
  readonly expiresAt: string;
  /** Seconds until the code is over. */
  readonly expiresIn: number;
  /** Seconds until the code may be sent again. */
  readonly resendIn: number;
  readonly attemptsLeft: number;
}

/** What `verify` answers to the right code. */
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
  /** Who it is: stable for one recipient. */
  readonly subject: string;
}

/** What `status` answers: how far a challenge is. */
export interface ChallengeStatus {
  readonly status: "pending" | "approved" | "ended" | "canceled" | "expired" | "locked";
  readonly delivery: { readonly state: DeliveryState };
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
  /** `login` by default, which opens a session; any other name gives a token that says so, and no session. */
  readonly purpose?: string;
  /** The message's language, like `pt-BR`. */
  readonly locale?: string;
  /** The person's network address. Only for a client with an `apiKey`. */
  readonly clientIp?: string;
  /** What the code confirms. Only for a client with an `apiKey`. */
  readonly transaction?: { readonly amount: string; readonly payee: string };
}
