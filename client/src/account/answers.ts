import type { Approval, Channel } from "../answers.ts";

/** What `read` answers: what a user has. Addresses are masked. */
export interface Account {
  /** The session's own first; with a customer id all of the customer's. At most ten. */
  readonly contacts: readonly string[];
  /** What is signed in: the one that asks, then the newest. At most fifty. */
  readonly sessions: readonly AccountSession[];
  /** Apps with access, all grants of one together. */
  readonly apps: readonly AccountApp[];
  /** The newest first, as long as they are kept. At most twenty. */
  readonly recentSignIns: readonly SignInRecord[];
  /** Absent where neither a second step nor passkeys are on. */
  readonly factors?: Factors;
  /** What to tell the user. A newer service may know others. */
  readonly warnings: readonly (AccountWarning | (string & {}))[];
  /** There is more than was read. `endOtherSessions` ends that as well. */
  readonly more: boolean;
}

/** `reset-asked`: an admin was asked to remove all factors, and one that is proved in the session stops that. `two-steps-off`: a code alone signs in. `few-backup-codes`: fewer than three are left. `authenticators-locked`: after many wrong guesses some sign-ins take a backup code for now. */
export type AccountWarning = "reset-asked" | "two-steps-off" | "few-backup-codes" | "authenticators-locked";

/** A sign-in, ended or not. */
export interface SignInRecord {
  /** What was proved first. A passkey's sign-in is of the contact that enrolled it. */
  readonly by: "code" | "passkey";
  /** How the code travelled, or would. */
  readonly channel: Channel;
  /** Masked, for showing. */
  readonly recipient: string;
  /** Browser and system, like "Firefox on Windows", as far as they were known. */
  readonly askedFrom?: string;
  /** The app that had sent the user to sign in. */
  readonly app?: string;
  /** ISO 8601. */
  readonly signedInAt: string;
}

/** A session that holds. */
export interface AccountSession extends SignInRecord {
  /** Names it to its user, the same each time. It opens nothing, and is no `sid` of a token. */
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly current: boolean;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** An app with access. */
export interface AccountApp {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** ISO 8601, of the oldest of its grants. */
  readonly since: string;
}

/** What a user has enrolled. */
export interface Factors {
  /** Whether sign-ins take two steps. */
  readonly twoSteps: boolean;
  readonly authenticators: readonly Authenticator[];
  readonly passkeys: readonly Passkey[];
  readonly backupCodesLeft: number;
  /** Whether this session may change them now. Else prove a factor in it, or have the user sign in again. */
  readonly mayChange: boolean;
}

/** An authenticator app. */
export interface Authenticator {
  readonly id: string;
  /** What its owner calls it. */
  readonly name: string;
  /** ISO 8601. */
  readonly enrolledAt: string;
}

/** A passkey. */
export interface Passkey {
  readonly id: string;
  /** As the authenticator calls it, in base64url. */
  readonly credentialId: string;
  /** What its owner calls it. */
  readonly name: string;
  /** Whether it is kept in a second place too, as synced passkeys are. */
  readonly backedUp: boolean;
  /** ISO 8601. */
  readonly enrolledAt: string;
  /** ISO 8601; absent until it is used. */
  readonly lastUsedAt?: string;
}

/** What an authenticator is set up with. Nothing is kept until it is confirmed. */
export interface BegunTotp {
  /** To be sent back with the code. */
  readonly enrolment: string;
  /** The key in base32, for who types it. Keep it out of addresses and logs. */
  readonly secret: string;
  /** The same for a QR code or a link: `otpauth://totp/...`. */
  readonly uri: string;
  /** Seconds until it can no longer be confirmed. */
  readonly expiresIn: number;
}

/** Whether a change has ended the user's other sessions. */
export interface OthersEnded {
  /** False after a fault: the change stands, and a sign-out everywhere ends the rest. */
  readonly othersEnded: boolean;
}

/** An authenticator that was set up. */
export interface EnrolledTotp extends OthersEnded {
  readonly authenticator: Authenticator;
  /** With the first one: ten, which are shown this once. */
  readonly backupCodes?: readonly string[];
  /** The session's tokens from now on, or those of the sign-in that waited; absent where that was over by then. */
  readonly approval?: Approval;
}

/** An authenticator that was removed. With the last one two steps are off, and the backup codes gone. */
export interface RemovedTotp extends OthersEnded {
  readonly twoSteps: boolean;
}

/** New backup codes. */
export interface BackupCodes {
  /** Ten, which are shown this once. All earlier ones are void. */
  readonly backupCodes: readonly string[];
}

/** The passkeys of a user. */
export type Passkeys = Pick<Factors, "passkeys" | "mayChange">;

/** A passkey that was added. */
export interface AddedPasskey extends Passkey, OthersEnded {}

/** What a passkey is asked for. */
export type PasskeyPurpose = "sign-in" | "second-factor" | "enrolment" | "session";

/** What a browser asks its authenticators with. */
export interface PasskeyOptions {
  readonly purpose: PasskeyPurpose;
  /** The options of `navigator.credentials` in JSON (WebAuthn, 5.1.8 and 5.1.9). */
  readonly publicKey: PublicKeyJson;
  /** Seconds in which it can be answered. */
  readonly expiresIn: number;
}

/** The options of a passkey in JSON, with all bytes in base64url. */
export interface PublicKeyJson {
  readonly challenge: string;
  readonly [member: string]: unknown;
}

/** What an authenticator answered in JSON, with all bytes in base64url. */
export interface CredentialJson {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: { readonly clientDataJSON: string; readonly [member: string]: unknown };
  readonly [member: string]: unknown;
}
