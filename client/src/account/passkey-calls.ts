import type { Approval } from "../answers.ts";
import type { CallOptions } from "../call.ts";
import type { ClientError, Result } from "../errors.ts";
import type { AddedPasskey, CredentialJson, OthersEnded, PasskeyOptions, Passkeys } from "./answers.ts";
import type { PasskeyFailure } from "./ask-browser.ts";
import type { WaitingSignIn, WithCredential } from "./calls.ts";

/** Everything that can go wrong with a passkey, told apart by `type`. */
export type PasskeyError = ClientError | PasskeyFailure;

/** What a dialog with a passkey answers. */
export type PasskeyResult<Value> = Result<Value, PasskeyError>;

/** What options are asked for. */
export type OptionsRequest =
  | {
      readonly purpose: "sign-in";
      /** Of the verifier that is shown with the assertion. @see makeVerifier */
      readonly verifierHash: string;
    }
  | { readonly purpose: "second-factor"; readonly challengeId: string }
  | (WithCredential & { readonly purpose: "enrolment" | "session" });

/** What an authenticator has signed, and for whom. */
export type SignedAssertion = { readonly assertion: CredentialJson } & (
  { readonly verifier: string } | RememberedSignIn
);

/** A sign-in that a passkey completes. */
export interface RememberedSignIn extends WaitingSignIn {
  /** Whether this device is to be known: then the approval has a `deviceToken`. */
  readonly remember?: boolean;
}

/**
 * Passkeys. `signIn`, `secondStep` and `add` show the browser's dialog, one at a time: a new one ends the one that waits,
 * whose answer is then `aborted`. The others are calls alone, for dialogs of your own and for apps.
 */
export interface PasskeyCalls {
  /**
   * Signs in by passkey, at a click. With `autofill` it waits until the user takes one from the list that the browser shows
   * at a field with `autocomplete="username webauthn"`: begin it when the page is shown, and again after a click that came
   * to nothing. The page's origin has to be the service's, or among `factors.passkeys.origins` and `corsOrigins`.
   */
  signIn(body?: { readonly autofill?: boolean }, options?: CallOptions): Promise<PasskeyResult<Approval>>;
  /** Completes a sign-in whose answer was `factor-required`, where `factors` names `passkey`; on the service's own origin alone. */
  secondStep(body: RememberedSignIn, options?: CallOptions): Promise<PasskeyResult<Approval>>;
  /** Makes a passkey and adds it, on the service's own origin alone. All other sessions of the user end. */
  add(
    body?: WithCredential & {
      /** What its owner calls it. @default browser and system */
      readonly name?: string;
    },
    options?: CallOptions,
  ): Promise<PasskeyResult<AddedPasskey>>;
  /** The oldest first. */
  list(credential?: string, options?: CallOptions): Promise<Result<Passkeys>>;
  /** Calls one by another name. */
  rename(
    body: WithCredential & { readonly id: string; readonly name: string },
    options?: CallOptions,
  ): Promise<Result<undefined>>;
  /** Removes one. All other sessions of the user end. With its `credentialId` the browser is told to offer it no more. */
  remove(
    body: WithCredential & { readonly id: string; readonly credentialId?: string },
    options?: CallOptions,
  ): Promise<Result<OthersEnded>>;
  /** What to ask a browser with. */
  options(body: OptionsRequest, options?: CallOptions): Promise<Result<PasskeyOptions>>;
  /** Sends what a passkey has signed. */
  verify(body: SignedAssertion, options?: CallOptions): Promise<Result<Approval>>;
  /** Sends a passkey that was made. */
  enrol(
    body: WithCredential & { readonly registration: CredentialJson; readonly name?: string },
    options?: CallOptions,
  ): Promise<Result<AddedPasskey>>;
}
