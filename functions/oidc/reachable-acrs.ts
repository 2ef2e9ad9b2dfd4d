import { type Acr, ACRS } from "../domain/acr.ts";
import { asksFactors, type Settings } from "../settings.ts";

/** What some sign-in of a stage can reach, the weakest first. A passkey reaches all. */
export function reachableAcrs(settings: Pick<Settings, "secondFactor" | "factors">): readonly Acr[] {
  if (settings.factors.passkeys !== "off") return ACRS;
  return asksFactors(settings) ? ["latchkey:1", "latchkey:2"] : ["latchkey:1"];
}
