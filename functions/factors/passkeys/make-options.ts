import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import type { Clock, Random } from "../../domain/ambient.ts";
import type { Session } from "../../domain/challenge.ts";
import { MAX_PASSKEYS } from "../../domain/passkey.ts";
import { sessionId } from "../../domain/session.ts";
import { userHandle } from "../../domain/user-handle.ts";
import {
  type PasskeyBinding,
  type PasskeyPurpose,
  WEBAUTHN_CHALLENGE_SECONDS,
  webauthnChallenge,
} from "../../domain/webauthn-challenge.ts";
import type { Keys } from "../../keys/port.ts";
import type { Settings } from "../../settings.ts";
import type { PasskeyParty } from "../../settings/passkey-party.ts";
import { ALGORITHMS } from "./algorithms.ts";
import type { FactorHolder } from "../may-change.ts";

export interface MakeOptionsDependencies {
  readonly keys: Pick<Keys, "recipient" | "current">;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
}

/** In milliseconds, as WebAuthn counts. */
const TIMEOUT = WEBAUTHN_CHALLENGE_SECONDS * 1000;

/** What a browser is asked for one of its passkeys with. It names none: those that are here are found by themselves. */
export async function requestOptions(
  deps: Omit<MakeOptionsDependencies, "settings">,
  { rpId }: PasskeyParty,
  purpose: PasskeyPurpose,
  binding: PasskeyBinding,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return {
    challenge: await challengeFor(deps, purpose, binding),
    rpId,
    timeout: TIMEOUT,
    userVerification: "required",
    allowCredentials: [],
  };
}

export type CreationOptions =
  | { readonly kind: "options"; readonly publicKey: PublicKeyCredentialCreationOptionsJSON }
  | { readonly kind: "too-many-passkeys" };

/** What a browser is asked to make a passkey with, by who may change their factors. */
export async function creationOptions(
  deps: MakeOptionsDependencies,
  { rpId }: PasskeyParty,
  { session, subjectKey, factors }: FactorHolder,
): Promise<CreationOptions> {
  const known = factors?.passkeys ?? [];
  if (known.length >= MAX_PASSKEYS) return { kind: "too-many-passkeys" };
  const publicKey: PublicKeyCredentialCreationOptionsJSON = {
    challenge: await challengeFor(deps, "enrolment", bindingOf(session)),
    rp: { id: rpId, name: deps.settings.brand.name },
    user: {
      id: userHandle(await deps.keys.recipient(), subjectKey),
      name: session.address,
      displayName: session.address,
    },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    timeout: TIMEOUT,
    attestation: "none",
    authenticatorSelection: {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
    excludeCredentials: known.map(({ credentialId: id, transports }) => ({
      id,
      type: "public-key",
      transports: [...transports] as never,
    })),
    extensions: { credProps: true },
  };
  return { kind: "options", publicKey };
}

/** Whom a challenge of a session is bound to. */
export function bindingOf(session: Session): Extract<PasskeyBinding, { readonly kind: "session" }> {
  return { kind: "session", sessionId: sessionId(session), subject: session.subject };
}

/** Whom one is bound to that raises it: the token that is shown, so that none raises a session twice. */
export function raisingBindingOf(session: Session): PasskeyBinding {
  return { ...bindingOf(session), generation: session.generation ?? 0 };
}

async function challengeFor(
  { keys, clock, random }: Pick<MakeOptionsDependencies, "keys" | "clock" | "random">,
  purpose: PasskeyPurpose,
  binding: PasskeyBinding,
): Promise<string> {
  const { kid, key } = await keys.current("cookie");
  return webauthnChallenge(purpose, binding, { kid, key, now: clock(), random });
}
