import type { PasskeyBinding, PasskeyPurpose } from "../../domain/webauthn-challenge.ts";
import { requestOptions } from "../passkeys/make-options.ts";
import { partyOf } from "../passkeys/party.ts";
import type { FactorView } from "./factor-page.ts";

type Dependencies = Parameters<typeof requestOptions>[0] & Parameters<typeof partyOf>[0];

/** What the browser asks its authenticators with; undefined where the pages' host has no passkeys. */
export async function passkeyAsked(
  services: Dependencies,
  purpose: PasskeyPurpose,
  binding: PasskeyBinding,
): Promise<FactorView["passkey"]> {
  const party = partyOf(services);
  if (!party) return undefined;
  const { challenge } = await requestOptions(services, party, purpose, binding);
  return { challenge, rpId: party.rpId };
}
