import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { ALGORITHMS } from "./algorithms.ts";
import { isCredentialId, type Passkey, type PasskeyId, passkeyId } from "../../domain/passkey.ts";

/** Whom a response has to be for. */
export interface Expected {
  readonly challenge: string;
  readonly rpId: string;
  readonly origins: readonly string[];
}

/** What an authenticator says of itself when it is used. */
export interface Asserted {
  readonly counter: number;
  readonly backedUp: boolean;
}

/** What an authenticator says of a passkey that it has made. */
export type Attested = Asserted &
  Pick<Passkey, "credentialId" | "publicKey" | "aaguid" | "transports"> & {
    readonly id: PasskeyId;
  };

/** Why a response is not believed; for the audit trail, since a caller is told no reason. */
export type Disbelieved = "signature" | "counter";

/** The challenge that a response claims to answer, before anything about it is believed. */
export function claimedChallenge(clientDataJSON: string): string | undefined {
  return readClientData(clientDataJSON)?.challenge;
}

/**
 * Checks what a passkey has signed: for this challenge, this host and one of these origins, by its key, with its user
 * verified, in no frame of another site, and counted higher than ever before where its authenticator counts.
 */
export async function checkAssertion(
  response: AuthenticationResponseJSON,
  { credentialId, publicKey, counter: known }: Pick<Passkey, "credentialId" | "publicKey" | "counter">,
  { challenge, rpId, origins }: Expected,
): Promise<Asserted | Disbelieved> {
  if (readClientData(response.response.clientDataJSON)?.crossOrigin === true) return "signature";
  const checked = await believed(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedRPID: rpId,
      expectedOrigin: [...origins],
      // Counts are compared below: only a signature that holds tells that a passkey was copied.
      credential: { id: credentialId, publicKey: bytesOf(publicKey), counter: 0 },
      requireUserVerification: true,
    }),
  );
  if (!checked?.verified || response.id !== credentialId) return "signature";
  const { newCounter: counter, credentialBackedUp: backedUp } = checked.authenticationInfo;
  return (counter > 0 || known > 0) && counter <= known ? "counter" : { counter, backedUp };
}

/** Checks what an authenticator says of a passkey that it has made here; whose make it is, it need not say. */
export async function checkRegistration(
  response: RegistrationResponseJSON,
  { challenge, rpId, origins }: Expected,
): Promise<Attested | undefined> {
  if (readClientData(response.response.clientDataJSON)?.crossOrigin === true) return undefined;
  const checked = await believed(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedRPID: rpId,
      expectedOrigin: [...origins],
      supportedAlgorithmIDs: ALGORITHMS,
      requireUserVerification: true,
    }),
  );
  if (!checked?.verified) return undefined;
  const { credential, aaguid, credentialBackedUp: backedUp } = checked.registrationInfo;
  if (!isCredentialId(credential.id) || response.id !== credential.id) return undefined;
  return {
    id: passkeyId(credential.id),
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString("base64url"),
    counter: credential.counter,
    transports: (credential.transports ?? []).slice(0, MAX_TRANSPORTS),
    aaguid,
    backedUp,
  };
}

/** There are seven names of transports so far; a browser may know new ones. */
const MAX_TRANSPORTS = 10;

/** The library throws whatever it finds wrong; all that it is given beside the response is ours. */
async function believed<Result>(check: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await check();
  } catch {
    return undefined;
  }
}

interface ClientData {
  readonly challenge?: string;
  readonly crossOrigin?: boolean;
}

function readClientData(text: string): ClientData | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (typeof data !== "object" || data === null) return undefined;
    const { challenge, crossOrigin } = data as Readonly<Record<string, unknown>>;
    return {
      ...(typeof challenge === "string" && { challenge }),
      ...(typeof crossOrigin === "boolean" && { crossOrigin }),
    };
  } catch {
    return undefined;
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, "base64url"));
}
