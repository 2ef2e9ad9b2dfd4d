import type { Settings } from "../../settings.ts";
import { type PasskeyParty, passkeyParty } from "../../settings/passkey-party.ts";

/** The party that a service's passkeys are for; undefined where they are off. */
export function partyOf({
  settings,
  publicUrl,
}: {
  readonly settings: Pick<Settings, "factors">;
  readonly publicUrl: string;
}): PasskeyParty | undefined {
  return passkeyParty(settings.factors.passkeys, publicUrl);
}
