import { provable, type SubjectFactors } from "../domain/factors.ts";
import { asksFactors, type Settings } from "../settings.ts";
import { takesPasskeys } from "../settings/passkey-party.ts";
import type { Proves } from "./prove-first.ts";

/** What a user can prove just now before they change factors: one of them on the page for that, or else a new code. */
export function provesOf(
  services: { readonly settings: Settings; readonly publicUrl: string },
  factors: SubjectFactors | undefined,
): Proves {
  const hasPage = asksFactors(services.settings);
  return hasPage && provable(factors, takesPasskeys(services)).length > 0 ? "factor" : "code";
}
