import { parseSettings } from "../schema.ts";
import { isSamePlace, isSameValue, type LiveChange, placeText, readLiveChange } from "./change.ts";
import { type Effective, NO_FACTS } from "./facts.ts";
import type { LiveGround, LivePath } from "./live-path.ts";
import { findPath } from "./paths.ts";

/** A change, and whether it holds. `kept` is what the table has, which a newer release may have written. */
export type Standing = { readonly kept: unknown } & (
  | { readonly state: "holds" | "ended"; readonly change: LiveChange }
  | { readonly state: "misfit"; readonly change: LiveChange | undefined; readonly fault: string }
);

/** What holds at an instant, of which changes, and until when that is so. */
export interface Applied extends Effective {
  readonly standings: readonly Standing[];
  /** The next instant at which a change ends that holds, in epoch seconds; undefined where none does. */
  readonly nextEndAt: number | undefined;
}

/**
 * The deployed settings with the changes over them, each checked over the deployed ones with those before it applied. One
 * that does not fit is left out, and the others hold. Nothing opens by that: one that opens holds over the very deployed
 * value that it was made over, and no other.
 * @param kept the changes as the table has them
 * @param now epoch seconds
 */
export function applyChanges(ground: LiveGround, kept: readonly unknown[], now: number): Applied {
  let effective: Effective = { settings: ground.deployed, facts: NO_FACTS };
  const standings: Standing[] = [];
  const ends: number[] = [];
  const seen: LiveChange[] = [];
  for (const one of kept) {
    const change = readLiveChange(one);
    if (!change) {
      standings.push({ kept: one, state: "misfit", change, fault: "cannot be read by this release" });
      continue;
    }
    if (change.until !== undefined && change.until <= now) {
      standings.push({ kept: one, state: "ended", change });
      continue;
    }
    const twice = seen.some((other) => isSamePlace(other, change));
    const tried = twice ? "is changed twice; the first change holds" : applyOne(ground, effective, change);
    seen.push(change);
    if (typeof tried === "string") {
      const fault = `${placeText(change)}: ${tried}`;
      standings.push({ kept: one, state: "misfit", change, fault });
      continue;
    }
    effective = tried;
    standings.push({ kept: one, state: "holds", change });
    if (change.until !== undefined) ends.push(change.until);
  }
  return { ...effective, standings, nextEndAt: ends.length > 0 ? Math.min(...ends) : undefined };
}

/** What holds with one more change, or why it does not fit. */
function applyOne(ground: LiveGround, effective: Effective, change: LiveChange): Effective | string {
  const path = findPath(change);
  if (typeof path === "string") return path;
  const { value, entry = "", until } = change;
  if (path.needsEnd && until === undefined) return "has to end, and says no end";
  const fault = path.fault(value, entry, ground);
  if (fault !== undefined) return fault;
  const next = withValue(path, effective, entry, value);
  if (typeof next === "string") return next;
  return staysShut(ground, path, change, next) ?? next;
}

/**
 * Why a change must not hold that opens: what it was made over is not what is deployed, so its owner did not see what it
 * opens here. Closing holds over any value: it takes away from that too.
 */
function staysShut(
  ground: LiveGround,
  path: LivePath,
  { entry = "", over }: LiveChange,
  next: Effective,
): string | undefined {
  const deployed = deployedValue(ground, path, entry);
  if (path.effect(deployed, path.read(next, entry, ground)) !== "opens") return undefined;
  return isSameValue(deployed, over)
    ? undefined
    : "opens, and was made over another deployed value; make it again, or take it back";
}

function withValue(path: LivePath, effective: Effective, entry: string, value: unknown): Effective | string {
  const { settings, facts } = effective;
  if (path.change.of === "facts") return { settings, facts: path.change.with(facts, entry, value) };
  const parsed = parseSettings(path.change.with(settings, entry, value));
  return "faults" in parsed ? parsed.faults.join("; ") : { settings: parsed.settings, facts };
}

/** What the deployed settings say at a place; null where they say nothing. */
export function deployedValue(ground: LiveGround, path: LivePath, entry: string): unknown {
  return path.read({ settings: ground.deployed, facts: NO_FACTS }, entry, ground) ?? null;
}
