import { FIRST_PARTY } from "../domain/first-party.ts";
import type { Settings } from "../settings.ts";
import type { Client } from "./authorization-request.ts";

/**
 * Whom the access tokens of an app are for, as its owner has it now. Without a backend of its own they are for this
 * service, where they open `/otp/userinfo`.
 */
export function audienceOf(
  { audience }: Pick<Client, "audience">,
  { settings, issuer }: { readonly settings: Pick<Settings, "session">; readonly issuer: string },
): string {
  return audience === FIRST_PARTY ? settings.session.audience : (audience ?? issuer);
}
