import type { LivePlace } from "../../functions/settings/live/change.ts";
import type { CallAct } from "../desk/call.ts";

/** How often changes are taken back over those of another admin who was first. */
const TRIES = 3;

interface Shown {
  readonly version: number;
  readonly changes: readonly { readonly path?: string; readonly entry?: string }[];
}

/** As many places the desk takes at a time. */
const MOST = 100;

/**
 * Sees whether the caller may take changes back, before anything is deployed: one that closes is an owner's to take back, so
 * this asks for what owners alone may see.
 * @throws Error where the desk refuses, or does not answer
 */
export async function seeDesk(call: CallAct): Promise<void> {
  await ask(call, "settings-versions");
}

async function ask(call: CallAct, name: "settings-get" | "settings-versions"): Promise<object> {
  const { outcome, done, body } = await call(name, {});
  if (!done) throw new Error(`The changes cannot be taken back: the desk says ${outcome}.`);
  return body;
}

/**
 * Takes changes back by the desk's own act, so that it stands in the audit and all owners are told.
 * @returns how many; those that others have taken back meanwhile are gone as well
 */
export async function dropChanges(call: CallAct, places: readonly LivePlace[]): Promise<number> {
  let dropped = 0;
  for (let first = 0; first < places.length; first += MOST)
    dropped += await dropSome(call, places.slice(first, first + MOST));
  return dropped;
}

async function dropSome(call: CallAct, places: readonly LivePlace[]): Promise<number> {
  for (let tried = 1; ; tried += 1) {
    const { version, changes } = (await ask(call, "settings-get")) as Shown;
    const left = places.filter(({ path, entry }) =>
      changes.some((one) => one.path === path && one.entry === entry),
    );
    if (left.length === 0) return 0;
    const { outcome, done } = await call("settings-remove", {
      ...{ base: version, reason: "a deployment touched them", places: left },
    });
    if (done) return left.length;
    if (outcome !== "changed-meanwhile" || tried === TRIES)
      throw new Error(
        `The changes were not taken back: ${outcome}. Do it with: npm run desk -- settings remove`,
      );
  }
}
