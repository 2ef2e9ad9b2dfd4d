import { heldKeys, holdKeys } from "./held-keys.ts";
import type { Base, Parts } from "./base.ts";
import { REMADE, type Served, servedAnew } from "./live.ts";
import type { FunctionNeeds } from "../routes.ts";
import type { LiveWords } from "../settings/live/live-path.ts";

type Made = Base & Readonly<Record<string, unknown>>;

/** Makes the parts of a function once, and serves by what holds now. */
export function servedParts<Of>(
  base: Base,
  parts: Parts,
  { followsLive }: FunctionNeeds,
  create: (services: Made) => Of,
): Served<Of> {
  const makeAll = (of: Base, makes: (name: string) => boolean) =>
    Object.fromEntries(
      Object.entries(parts).flatMap(([name, make]) => (makes(name) ? [[name, make(of)]] : [])),
    );
  const made: Made = { ...base, ...makeAll(base, () => true) };
  const keys = heldKeys(base);
  if (keys) holdKeys(made, keys);
  return servedAnew(
    made,
    {
      follows: followsLive === true,
      words: made.liveWords as LiveWords | undefined,
      remake: (changed) => makeAll(changed, (name) => REMADE.has(name)),
    },
    create,
  );
}
