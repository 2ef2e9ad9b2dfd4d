import { applyChanges, deployedValue } from "../../functions/settings/live/apply.ts";
import { isSameValue, type LivePlace, placeText } from "../../functions/settings/live/change.ts";
import type { LiveGround } from "../../functions/settings/live/live-path.ts";
import { findPath } from "../../functions/settings/live/paths.ts";
import { takesLiveChanges } from "../../functions/settings.ts";

/** What a deployment does to what is changed live. */
export interface LiveReport {
  /** One for each change that it touches, or that does not fit it; none where it goes past all of them. */
  readonly lines: readonly string[];
  /** Their places, for who drops them; what cannot be read has none. */
  readonly places: readonly LivePlace[];
}

/**
 * Holds changes that are made live against what is to be deployed.
 * @param ground what is to be deployed
 * @param kept the changes as the table has them
 * @param now epoch seconds
 */
export function liveReport(ground: LiveGround, kept: readonly unknown[], now: number): LiveReport {
  const found = applyChanges(ground, kept, now).standings.flatMap((one) => {
    if (one.state === "ended") return [];
    if (one.change === undefined)
      return [{ line: `a change that this release cannot read is left out`, place: rawPlace(one.kept) }];
    const { path, entry, over, value } = one.change;
    const place = { path, ...(entry !== undefined && { entry }) };
    const name = placeText(place);
    if (!takesLiveChanges(ground.deployed))
      return [{ line: `${name}: holds no more: liveChanges is "off" in this deployment`, place }];
    if (one.state === "misfit") return [{ line: `${one.fault}; it is left out`, place }];
    const known = findPath(place);
    const deployed = typeof known === "string" ? null : deployedValue(ground, known, entry ?? "");
    if (isSameValue(deployed, over)) return [];
    const was = `${name}: made over ${text(over)}, and ${text(deployed)} is deployed now`;
    const line = isSameValue(deployed, value)
      ? `${was}, as the change says: it is needless`
      : `${was}; it goes on to hold: ${text(value)}`;
    return [{ line, place }];
  });
  return {
    lines: found.map(({ line }) => line),
    places: found.flatMap(({ place }) => (place ? [place] : [])),
  };
}

/** The place of a change that a newer release has made, as far as it can be read. */
function rawPlace(kept: unknown): LivePlace | undefined {
  if (typeof kept !== "object" || kept === null || !("path" in kept) || typeof kept.path !== "string")
    return undefined;
  const entry = "entry" in kept && typeof kept.entry === "string" ? kept.entry : undefined;
  return { path: kept.path, ...(entry !== undefined && { entry }) };
}

function text(value: unknown): string {
  return value === null ? "nothing" : JSON.stringify(value);
}
