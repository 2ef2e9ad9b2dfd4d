import type { Approval } from "../answers.ts";
import type { CallOptions } from "../call.ts";
import type { Result } from "../errors.ts";
import type { BackupCodes, BegunTotp, EnrolledTotp, Factors, RemovedTotp } from "./answers.ts";
import type { Calls, WaitingSignIn, WithCredential } from "./calls.ts";

/** What a user types as a second factor. */
export interface TypedFactor {
  readonly factor: "totp" | "backup-code";
  /** What the user typed, spaces and all. Of a backup code with its number in front. */
  readonly code: string;
}

/** A factor that completes a sign-in, or one that is proved in a session. */
export type FactorProof = TypedFactor &
  (
    | (WaitingSignIn & {
        /** Whether this device is to be known: then the approval has a `deviceToken`. */
        readonly remember?: boolean;
      })
    | (WithCredential & { readonly challengeId?: undefined })
  );

/** Who sets up an authenticator: who is signed in, or a newcomer within a sign-in that takes two steps. */
export type Enroller = (WaitingSignIn & { readonly credential?: undefined }) | WithCredential;

/** Authenticators and backup codes. */
export interface FactorCalls {
  /** What is enrolled, the oldest first. */
  list(credential?: string, options?: CallOptions): Promise<Result<Factors>>;
  /**
   * Proves a factor. With the answer `factor-required` it completes that sign-in. Else it raises the session of who asks:
   * the approval then has a **new `sessionToken`**, and the one that was shown is void.
   */
  prove(body: FactorProof, options?: CallOptions): Promise<Result<Approval>>;
  /** Begins to set up an authenticator: show its `uri` as a QR code, and its `secret` for who types it. */
  beginTotp(body?: Enroller, options?: CallOptions): Promise<Result<BegunTotp>>;
  /**
   * Enrols the authenticator that shows the right code; in a session or within the sign-in in which it was begun. In a
   * session too the `approval` has a new `sessionToken`. All other sessions of the user end.
   */
  confirmTotp(
    body: Enroller & { readonly enrolment: string; readonly code: string; readonly name?: string },
    options?: CallOptions,
  ): Promise<Result<EnrolledTotp>>;
  /** Removes an authenticator. All other sessions of the user end. */
  removeTotp(
    body: WithCredential & { readonly id: string },
    options?: CallOptions,
  ): Promise<Result<RemovedTotp>>;
  /** Makes ten new backup codes, which take the place of all others. */
  renewBackupCodes(body?: WithCredential, options?: CallOptions): Promise<Result<BackupCodes>>;
}

const PATH = "/otp/account/factors";

const WAITING = ["challengeId", "factorToken"];
const PROOF = [...WAITING, "factor", "code", "remember"];

/** @param apiKey of a server, for the sign-ins that it began */
export function factorCalls({ get, post }: Calls, apiKey: string | undefined): FactorCalls {
  const prove = post<Approval>("/otp/factor", PROOF);
  const complete = apiKey === undefined ? prove : post<Approval>("/server/otp/factor", PROOF, false, apiKey);
  return {
    list: get(PATH),
    prove: (body, options) => (body.challengeId === undefined ? prove : complete)(body, options),
    beginTotp: post(`${PATH}/totp`, WAITING, true),
    confirmTotp: post(`${PATH}/totp/confirm`, [...WAITING, "enrolment", "code", "name"]),
    removeTotp: post(`${PATH}/totp/remove`, ["id"]),
    renewBackupCodes: post(`${PATH}/backup-codes`, []),
  };
}
