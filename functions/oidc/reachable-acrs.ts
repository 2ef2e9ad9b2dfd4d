import { type Acr, ACRS } from "../domain/acr.ts";
import { asksFactors, type Settings } from "../settings.ts";
import { takesPasskeys } from "../settings/passkey-party.ts";

/**
 * What some sign-in of a stage can reach, the weakest first. A passkey reaches all.
 * @param publicUrl where the service is reached
 */
export function reachableAcrs(
  settings: Pick<Settings, "secondFactor" | "factors">,
  publicUrl: string,
): readonly Acr[] {
  if (takesPasskeys({ settings, publicUrl })) return ACRS;
  return asksFactors(settings) ? ["latchkey:1", "latchkey:2"] : ["latchkey:1"];
}
