import type { LivePlace } from "../../functions/settings/live/change.ts";
import { type CallAct, CallRefused } from "../desk/call.ts";

/** How often changes are taken back over those of another admin who was first. */
const TRIES = 3;

interface Shown {
  readonly version: number;
  readonly changes: readonly { readonly path?: string; readonly entry?: string }[];
}

/** As many places the desk takes at a time. */
const MOST = 100;

/** What the desk is asked: who deploys has to be allowed these calls by IAM, as the pipeline's role is. */
export const ACTS_OF_DROPPING = ["settings-get", "settings-versions", "settings-remove"] as const;
type Question = Exclude<(typeof ACTS_OF_DROPPING)[number], "settings-remove">;

/**
 * Sees whether the caller may take changes back, before anything is deployed: one that closes is an owner's to take back, so
 * this asks for what owners alone may see.
 * @param caller says the ARN of the user or role that deploys; undefined where AWS does not say it
 * @throws Error where the desk refuses, or does not answer
 */
export async function seeDesk(call: CallAct, caller: () => Promise<string | undefined>): Promise<void> {
  try {
    for (const name of ["settings-get", "settings-versions"] as const) await ask(call, name);
  } catch (error) {
    if (!(error instanceof CallRefused)) throw error;
    const arn = (await caller()) ?? "the ARN of the role that deploys";
    const paths = ACTS_OF_DROPPING.map((name) => `POST/admin-api/${name}`).join(", ");
    throw new Error(
      `The stage is not deployed: the desk does not let who deploys take changes back. ${error.message}
- Put {"arn": "${arn}", "role": "owner"} into settings.desk.admins of the stage, and deploy that with --live keep.
- Allow it execute-api:Invoke on ${paths}; the pipeline's role has it since npm run deploy:role.
Or take them back yourself first: npm run desk -- settings remove (docs/deploy.md).`,
      { cause: error },
    );
  }
}

async function ask(call: CallAct, name: Question): Promise<object> {
  const { outcome, done, body } = await call(name, {});
  if (!done) throw new CallRefused(`The desk says ${outcome}.`);
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
