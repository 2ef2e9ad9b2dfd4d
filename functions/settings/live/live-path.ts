import type { Settings } from "../../settings.ts";
import { isSameValue, type LiveEffect } from "./change.ts";
import type { Effective, LiveFacts } from "./facts.ts";

/** What is known of words where texts are changed: their rules are no settings. */
export interface LiveWords {
  /** What is wrong with a text of one's own, if something is. */
  readonly faults: (locale: string, section: string, name: string, text: unknown) => readonly string[];
  /** The deployed text. */
  readonly deployed: (locale: string, section: string, name: string) => unknown;
}

/** What the deployment says, over which changes are made. */
export interface LiveGround {
  readonly deployed: Settings;
  /** Absent where no words are written: they are then of no use, and none of their rules is known. */
  readonly words?: LiveWords | undefined;
}

/** A path that may be changed live, and how. */
export interface LivePath {
  readonly path: string;
  /** What is wrong with the name of one of its things; a path without has none. */
  readonly entryFault?: (entry: string) => string | undefined;
  /** Whether a change of it has to end. */
  readonly needsEnd?: true;
  /** Whether it is an owner's, whatever it does. */
  readonly ownersOnly?: true;
  /** What is wrong with a value, beside what the schema of the settings says. */
  readonly fault: (value: unknown, entry: string, ground: LiveGround) => string | undefined;
  readonly read: (of: Effective, entry: string, ground: LiveGround) => unknown;
  /** The settings with the value in its place, to be checked by the schema; or the facts with it. */
  readonly change:
    | {
        readonly of: "settings";
        readonly with: (settings: Settings, entry: string, value: unknown) => unknown;
      }
    | { readonly of: "facts"; readonly with: (facts: LiveFacts, entry: string, value: unknown) => LiveFacts };
  /** What the way from one value to another does. */
  readonly effect: (before: unknown, after: unknown) => LiveEffect;
}

/** The effect by how much a value lets through: more opens. What has no rank is never taken for closing. */
export function byRank(rank: (value: unknown) => number): LivePath["effect"] {
  return (before, after) => {
    if (isSameValue(before, after)) return "neither";
    const [from, to] = [rank(before), rank(after)];
    return to < from ? "closes" : "opens";
  };
}

/** A number as a rank; nothing else is one. */
export function numberRank(value: unknown): number {
  return typeof value === "number" ? value : NaN;
}
