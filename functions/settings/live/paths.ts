import { channelPaths } from "./channel-paths.ts";
import type { LivePlace } from "./change.ts";
import { factPaths } from "./fact-paths.ts";
import { limitPaths, spendPaths } from "./limit-paths.ts";
import type { LivePath } from "./live-path.ts";
import { lookPaths } from "./look-paths.ts";

/** Every path that may be changed live; whatever is not here is changed by a deployment alone. */
export const LIVE_PATHS: ReadonlyMap<string, LivePath> = new Map(
  [...limitPaths, ...spendPaths, ...channelPaths, ...factPaths, ...lookPaths].map((one) => [one.path, one]),
);

/** The path of a place, or what is wrong with the place. */
export function findPath({ path, entry }: LivePlace): LivePath | string {
  const found = LIVE_PATHS.get(path);
  if (!found) return "is not changed live here; it may be deployed, or a newer release knows it";
  if (found.entryFault === undefined) return entry === undefined ? found : "has no entries";
  if (entry === undefined) return "name an entry of it";
  return found.entryFault(entry) ?? found;
}
