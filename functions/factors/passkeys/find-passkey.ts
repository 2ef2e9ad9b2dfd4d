import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import type { SubjectFactors } from "../../domain/factors.ts";
import { type Passkey, passkeyId } from "../../domain/passkey.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import { readUserHandle } from "../../domain/user-handle.ts";
import type { PasskeyBinding, PasskeyPurpose, WebauthnChallenge } from "../../domain/webauthn-challenge.ts";
import type { Keys } from "../../keys/port.ts";
import type { Stores } from "../../storage/port.ts";
import { type Asserted, checkAssertion } from "./check-response.ts";
import { answeredChallenge } from "./read-challenge.ts";

export interface FindPasskeyDependencies {
  readonly storage: Stores<{ factors: "read" }>;
  readonly keys: Pick<Keys, "recipient" | "find">;
}

/** What an assertion is asked for. */
export interface AskedAssertion {
  readonly purpose: PasskeyPurpose;
  readonly binding: PasskeyBinding;
  readonly rpId: string;
  readonly origins: readonly string[];
  readonly now: number;
  /** Whose it has to be. @default whom the authenticator names */
  readonly subject?: SubjectKey;
}

/** Why no passkey was believed; a caller is told no more than that, or that there is no such passkey. */
export type PasskeyRefusal =
  | {
      readonly kind: "incorrect-passkey";
      readonly reason: "challenge" | "handle" | "signature" | "counter" | "replay" | "contact";
    }
  | { readonly kind: "passkey-not-found" };

export type FoundPasskey =
  | {
      readonly kind: "found";
      readonly at: SubjectKey;
      readonly challenge: WebauthnChallenge;
      readonly passkey: Passkey;
      readonly factors: SubjectFactors;
      readonly asserted: Asserted;
    }
  | PasskeyRefusal;

/**
 * Finds whose passkey an assertion is by, and believes it or not, with one read: what is made up costs none. The key is
 * looked up among those of the subject that the authenticator names, so no one signs in as another.
 */
export async function findPasskey(
  { storage, keys }: FindPasskeyDependencies,
  response: AuthenticationResponseJSON,
  { rpId, origins, subject, ...asked }: AskedAssertion,
): Promise<FoundPasskey> {
  const challenge = await answeredChallenge(keys, response.response.clientDataJSON, asked);
  if (challenge === undefined) return refused("challenge");
  const at = readUserHandle(await keys.recipient(), response.response.userHandle ?? "");
  if (at === undefined || at !== (subject ?? at)) return refused("handle");
  const factors = await storage.factors.read(at, asked.now);
  const passkey = factors?.passkeys.find(({ id }) => id === passkeyId(response.id));
  if (!factors || !passkey) return { kind: "passkey-not-found" };
  const asserted = await checkAssertion(response, passkey, { challenge, rpId, origins });
  if (typeof asserted === "string") return refused(asserted);
  return { kind: "found", at, challenge, passkey, factors, asserted };
}

export function refused(
  reason: Extract<PasskeyRefusal, { readonly reason: string }>["reason"],
): PasskeyRefusal {
  return { kind: "incorrect-passkey", reason };
}
