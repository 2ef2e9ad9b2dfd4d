import { type Acr, ACRS, suffices } from "../domain/acr.ts";
import type { Clock } from "../domain/ambient.ts";
import type { Session } from "../domain/challenge.ts";
import { provable, reachedBy } from "../domain/factors.ts";
import { asksFactors, type Settings } from "../settings.ts";
import { takesPasskeys } from "../settings/passkey-party.ts";
import type { Stores } from "../storage/port.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";

export interface StepUpDependencies {
  readonly storage: Stores<{ factors: "read" }>;
  readonly settings: Pick<Settings, "secondFactor" | "factors">;
  readonly publicUrl: string;
  readonly clock: Clock;
}

/**
 * What a user has to reach in the session that they have, where they have something to reach it with: less than a new
 * sign-in, for an app that demands more than the session has reached. Undefined where nothing of theirs does, or where no
 * page asks for it.
 */
export async function stepUpOf(
  deps: StepUpDependencies,
  { subjectKey }: Session,
  { acr: { values } }: AuthorizationRequest,
): Promise<Acr | undefined> {
  // A session from before second factors were switched on does not say where to look: another sign-in does.
  if (!asksFactors(deps.settings) || subjectKey === undefined) return undefined;
  // Any of them will do.
  const needs = ACRS.find((one) => values.includes(one));
  if (needs === undefined) return undefined;
  const factors = await deps.storage.factors.read(subjectKey, deps.clock());
  const reaches = provable(factors, takesPasskeys(deps)).some((one) => suffices(reachedBy(one), needs));
  return reaches ? needs : undefined;
}
