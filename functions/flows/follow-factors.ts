import type { FactorsChange } from "../domain/notice.ts";
import { endAgain, type EndAgainDependencies } from "./end-again.ts";
import { goingOn } from "./going-on.ts";
import { tellContacts, type TellContactsDependencies } from "./tell-contacts.ts";

export interface FollowFactorsDependencies {
  readonly storage: EndAgainDependencies["storage"] & TellContactsDependencies["storage"];
  readonly settings: TellContactsDependencies["settings"];
  readonly queue: TellContactsDependencies["queue"];
  readonly clock: TellContactsDependencies["clock"];
}

/**
 * Does what follows a change of a subject's factors; neither step keeps the other from being done.
 * @returns whether anything followed
 * @throws the first fault
 */
export async function followFactors(
  deps: FollowFactorsDependencies,
  change: FactorsChange,
): Promise<boolean> {
  const on = goingOn();
  const ended = await on.step(() => endAgain(deps, change));
  const told = await on.step(() => tellContacts(deps, change));
  on.tell();
  return ended === true || (told ?? 0) > 0;
}
