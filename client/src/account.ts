import type { CallOptions } from "./call.ts";
import { connect, type ConnectionOptions } from "./connect.ts";
import type { Result } from "./errors.ts";
import { explainHidden } from "./hidden-answer.ts";
import type { Account } from "./account/answers.ts";
import { callsOf, type WithCredential } from "./account/calls.ts";
import { type FactorCalls, factorCalls } from "./account/factors.ts";
import type { PasskeyCalls } from "./account/passkey-calls.ts";
import { passkeyCalls } from "./account/passkeys.ts";

export type { Approval, Channel, FactorRequired } from "./answers.ts";
export type { CallOptions, Retry } from "./call.ts";
export type { ClientError, Failure, Problem, ProblemType, Result } from "./errors.ts";
export type {
  Account,
  AccountApp,
  AccountSession,
  AccountWarning,
  AddedPasskey,
  Authenticator,
  BackupCodes,
  BegunTotp,
  CredentialJson,
  EnrolledTotp,
  Factors,
  OthersEnded,
  Passkey,
  PasskeyOptions,
  PasskeyPurpose,
  Passkeys,
  PublicKeyJson,
  RemovedTotp,
  SignInRecord,
} from "./account/answers.ts";
export type { PasskeyFailure } from "./account/ask-browser.ts";
export type { WaitingSignIn, WithCredential } from "./account/calls.ts";
export type { BrowserCredential } from "./account/browser.ts";
export {
  type PasskeyCreation,
  credentialJson,
  parseCreationOptions,
  parseRequestOptions,
  type PasskeyRequest,
} from "./account/credentials.ts";
export type { WhoEnrols, FactorCalls, FactorProof, FactorCode } from "./account/factors.ts";
export type {
  OptionsRequest,
  PasskeyCalls,
  PasskeyError,
  PasskeyResult,
  RememberedSignIn,
  SignedAssertion,
} from "./account/passkey-calls.ts";
export { makeVerifier, type Verifier } from "./account/verifier.ts";

/** How a client reaches the service, and as whom. */
export interface AccountClientOptions extends ConnectionOptions {
  /** The key of one of your servers: `factors.prove` then completes sign-ins that it began. Never put one into a page. */
  readonly apiKey?: string;
}

/**
 * What a user has, and their second step. No method throws for what the service, the network or the browser does. Each acts
 * for the session of its `credential`, a `sessionToken`; on the service's own origin the browser's cookie counts without
 * one.
 */
export interface AccountClient {
  /** Sessions, apps with access, factors, contacts, recent sign-ins, and what to warn of. */
  read(credential?: string, options?: CallOptions): Promise<Result<Account>>;
  /** Ends one of the sessions, and what apps were granted of it. The own one ends as by a plain sign-out. */
  endSession(
    body: WithCredential & { readonly id: string },
    options?: CallOptions,
  ): Promise<Result<undefined>>;
  /** Ends all sessions but the one that asks. */
  endOtherSessions(body?: WithCredential, options?: CallOptions): Promise<Result<undefined>>;
  /** Ends all that an app was granted. */
  endApp(
    body: WithCredential & { readonly clientId: string },
    options?: CallOptions,
  ): Promise<Result<undefined>>;
  readonly factors: FactorCalls;
  readonly passkeys: PasskeyCalls;
}

/** Makes a client of the account. It keeps nothing between calls: tokens are yours to hold. */
export function createAccountClient({ apiKey, ...connection }: AccountClientOptions): AccountClient {
  const calls = callsOf(connect(connection, explainHidden));
  const { get, post } = calls;
  const endOthers = post<undefined>(END, ["others"], true);
  return {
    read: get("/otp/account"),
    endSession: post(END, ["id"]),
    endOtherSessions: (body, options) => endOthers({ ...body, others: true }, options),
    endApp: post("/otp/account/grants/end", ["clientId"]),
    factors: factorCalls(calls, apiKey),
    passkeys: passkeyCalls(calls),
  };
}

const END = "/otp/account/sessions/end";
