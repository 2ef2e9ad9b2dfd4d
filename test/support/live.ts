import { liveWords } from "../../functions/compose/words.ts";
import { changeSettings, type ChangeSettingsInput } from "../../functions/flows/change-settings.ts";
import { applyChanges, deployedValue } from "../../functions/settings/live/apply.ts";
import type { LiveChange, LiveValue } from "../../functions/settings/live/change.ts";
import type { LiveGround } from "../../functions/settings/live/live-path.ts";
import { findPath } from "../../functions/settings/live/paths.ts";
import type { LiveEdit } from "../../functions/settings/live/propose.ts";
import { START, type TestService } from "./service.ts";

/** A change as an admin's word makes it, over what is deployed. */
export function aLiveChange(
  ground: LiveGround,
  path: string,
  value: LiveValue,
  more: Partial<LiveChange> = {},
): LiveChange {
  const found = findPath({ path, entry: more.entry });
  return {
    path,
    value,
    over: typeof found === "string" ? null : deployedValue(ground, found, more.entry ?? ""),
    by: "ada@example.com",
    reason: "a test",
    at: START,
    version: 1,
    ...more,
  };
}

/** The faults of the changes that do not fit. */
export function misfitsOf(ground: LiveGround, changes: readonly unknown[], now = START): readonly string[] {
  return applyChanges(ground, changes, now).standings.flatMap((one) =>
    one.state === "misfit" ? [one.fault] : [],
  );
}

/** What a service's changes are made over. */
export function groundOf({ services }: Pick<TestService, "services">): LiveGround {
  return { deployed: services.settings, words: liveWords(services) };
}

/** Changes settings as the desk does, and waits until every function has read them. */
export async function changeLive(
  service: TestService,
  edits: readonly LiveEdit[],
  more: Partial<ChangeSettingsInput> = {},
) {
  const { storage, queue, clock } = service.services;
  const base = (await storage.liveSettings.read()).version;
  const outcome = await changeSettings(
    { storage, queue, clock, ground: groundOf(service) },
    {
      ...{ edits, base, by: "ada@example.com", reason: "a test", may: "open", from: "198.51.100.7" },
      ...{ owners: [], ...more },
    },
  );
  service.clock.advance(30);
  return outcome;
}
