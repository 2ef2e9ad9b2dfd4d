import { callLocally, type CallAct, callStage, CallRefused } from "../../desk/call.ts";
import { expect, Skipped, type SmokeCase, type Walk } from "../case.ts";

/** One less of it closes a little, for a few minutes, and no walk comes near it. */
const PATH = "limits.recipientPerHour";
/** If this program is stopped in between. */
const MINUTES = 5;
/** How often another admin may be first. */
const TRIES = 3;

const NOT_ALLOWED =
  "who runs this may look at the settings, and not change them live: the desk or IAM refuses";

const NO_OWNER = "who runs this is no owner of desk.admins, or IAM does not let them call the desk";

interface Shown {
  readonly version: number;
  readonly now: string;
  readonly changes: readonly { readonly path?: string }[];
  readonly paths: readonly { readonly path: string; readonly now?: unknown }[];
}

/** What an admin changes without a deployment: set, seen to hold, and taken back. */
export const liveCases: readonly SmokeCase[] = [
  {
    checks: "what an admin changes live holds, and is gone once it is taken back",
    settles: ["desk-signatures"],
    async run(walk) {
      const call = await callOf(walk);
      const before = await shown(call);
      if (before.changes.some(({ path }) => path === PATH))
        throw new Skipped(`an admin has changed ${PATH}, which stays as it is`);
      const deployed = before.paths.find(({ path }) => path === PATH)?.now;
      if (typeof deployed !== "number" || deployed < 2) throw new Skipped(`${PATH} cannot be one less`);
      const value = deployed - 1;
      await change(call, "settings-set", ({ version: base, now }) => ({
        ...{ base, reason: "smoke" },
        edits: [{ path: PATH, value, until: new Date(Date.parse(now) + MINUTES * 60_000).toISOString() }],
      }));
      const holding = await shown(call).finally(() =>
        change(call, "settings-remove", ({ version: base }) => ({
          ...{ base, reason: "smoke", places: [{ path: PATH }] },
        })),
      );
      const held = holding.paths.find(({ path }) => path === PATH)?.now;
      expect(held === value, `${PATH} was changed to ${value}, and ${String(held)} holds`);
      const after = await shown(call);
      expect(
        after.changes.every(({ path }) => path !== PATH),
        `${PATH} was taken back, and is changed still`,
      );
    },
  },
];

/** Calls acts as who runs smoke. @throws Skipped where nobody may change anything live */
async function callOf({ target }: Walk): Promise<CallAct> {
  if (target.local) return callLocally("smoke", target.url);
  const { stage } = target;
  if (!stage) throw new Skipped("stages only: --stage is missing");
  if (stage.config.settings.desk === undefined) throw new Skipped("desk.admins names nobody");
  return callStage(stage.name, target.url);
}

async function shown(call: CallAct): Promise<Shown> {
  const { outcome, done, body } = await call("settings-get", {}).catch((error: unknown) => {
    if (error instanceof CallRefused) throw new Skipped(NO_OWNER);
    throw error;
  });
  if (outcome === "live-off") throw new Skipped("liveChanges is off");
  expect(done, `settings-get says ${outcome}`);
  // What to deploy instead is shown to owners alone, and they alone take a change back that closes.
  if (!("permanent" in body)) throw new Skipped(NO_OWNER);
  return body as unknown as Shown;
}

/** Over what is changed now; again where another admin was first. @throws Skipped where who runs this may change nothing */
async function change(call: CallAct, act: string, input: (over: Shown) => object): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    const { outcome, done } = await call(act, input(await shown(call))).catch((error: unknown) => {
      if (error instanceof CallRefused) throw new Skipped(`${NOT_ALLOWED} ${act}`);
      throw error;
    });
    if (done) return;
    expect(outcome === "changed-meanwhile" && tried < TRIES, `${act} says ${outcome}`);
  }
}
