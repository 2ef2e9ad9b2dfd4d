import type { Channel } from "./answers.ts";
import type { CallOptions } from "./call.ts";
import type { Result } from "./errors.ts";

/** From where a sign-in came, as far as the service has kept it. */
export interface SignInOrigin {
  readonly by: "code" | "passkey";
  readonly channel: Channel;
  /** Masked, for showing. */
  readonly recipient: string;
  /** Browser and system, like "Firefox on Windows". */
  readonly askedFrom?: string;
  /** The app that had sent the user to sign in. */
  readonly app?: string;
  /** ISO 8601. */
  readonly signedInAt: string;
}

/** A session of the user. */
export interface AccountSession extends SignInOrigin {
  /** Names it for {@link AccountClient.endSession}; it opens nothing. */
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly current: boolean;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** An app that has access. */
export interface AccountApp {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** ISO 8601. */
  readonly since: string;
}

/** What a user has enrolled beside the code. Instants are ISO 8601. */
export interface AccountFactors {
  readonly twoSteps: boolean;
  readonly authenticators: readonly {
    readonly id: string;
    readonly name: string;
    readonly enrolledAt: string;
  }[];
  readonly passkeys: readonly {
    readonly id: string;
    readonly credentialId: string;
    readonly name: string;
    readonly backedUp: boolean;
    readonly enrolledAt: string;
    readonly lastUsedAt?: string;
  }[];
  readonly backupCodesLeft: number;
  /** Whether this session may change them now. */
  readonly mayChange: boolean;
}

/** What a user has. */
export interface Account {
  /** Masked, the session's own first. */
  readonly contacts: readonly string[];
  readonly sessions: readonly AccountSession[];
  readonly apps: readonly AccountApp[];
  /** The newest first, those included whose session is over. */
  readonly recentSignIns: readonly SignInOrigin[];
  /** Absent where the service offers neither a second step nor passkeys. */
  readonly factors?: AccountFactors;
  readonly warnings: readonly ("two-steps-off" | "few-backup-codes" | "authenticators-locked")[];
  /** Whether there is more than is told here. */
  readonly more: boolean;
}

/**
 * The account of who is signed in, where the service offers it: by a session token as `credential`, or else the browser's
 * cookie on the service's own origin. An access token is refused.
 */
export interface AccountClient {
  /** Tells what the user has. */
  read(credential?: string, options?: CallOptions): Promise<Result<Account>>;
  /** Ends one session, by its `id`. */
  endSession(
    body: { readonly id: string; readonly credential?: string },
    options?: CallOptions,
  ): Promise<Result<undefined>>;
  /** Ends all sessions but the one that asks. */
  endOtherSessions(credential?: string, options?: CallOptions): Promise<Result<undefined>>;
  /** Ends what an app was granted. */
  endApp(
    body: { readonly clientId: string; readonly credential?: string },
    options?: CallOptions,
  ): Promise<Result<undefined>>;
}

/** How a client calls one address. */
export type CallAccount = <Value>(
  method: "GET" | "POST",
  path: string,
  sent: { readonly credential?: string | undefined; readonly body?: object },
  options?: CallOptions,
) => Promise<Result<Value>>;

/** Makes the part of a client that is about accounts. */
export function accountClient(call: CallAccount): AccountClient {
  return {
    read: (credential, options) => call("GET", "/otp/account", { credential }, options),
    endSession: ({ credential, id }, options) =>
      call("POST", "/otp/account/sessions/end", { credential, body: { id } }, options),
    endOtherSessions: (credential, options) =>
      call("POST", "/otp/account/sessions/end", { credential, body: { others: true } }, options),
    endApp: ({ credential, clientId }, options) =>
      call("POST", "/otp/account/grants/end", { credential, body: { clientId } }, options),
  };
}
