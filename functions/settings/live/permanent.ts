import { applyChanges } from "./apply.ts";
import { type LiveChange, placeText } from "./change.ts";
import type { LiveGround } from "./live-path.ts";
import { textOf } from "./look-paths.ts";
import { findPath } from "./paths.ts";

type Tree = Record<string, unknown>;

/** What a deployment would have to say so that changes hold without being made live. */
export interface Permanent {
  /** Goes over the stage's `settings` in cdk.json. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Goes into the owner's files of words, by their names. */
  readonly words: Readonly<Record<string, unknown>>;
  /** What stays live, and why: what has an end, and what no setting says. */
  readonly staying: readonly string[];
}

/** Where an owner says it instead, of what stands beside the settings. */
const INSTEAD: Readonly<Record<string, string>> = {
  "networks.denied": "with a WAF, name the network in waf.deny",
  "clients.suspended": "take the app out of clients",
  "admins.suspended": "take the admin out of desk.admins",
};

/**
 * What to deploy so that what holds now is permanent. Afterwards the changes say what is deployed anyway, and can be taken
 * back.
 * @param kept the changes as the table has them
 * @param now epoch seconds
 */
export function permanentOf(ground: LiveGround, kept: readonly unknown[], now: number): Permanent {
  const applied = applyChanges(ground, kept, now);
  const settings: Tree = {};
  const words: Tree = {};
  const staying: string[] = [];
  for (const { state, change } of applied.standings) {
    if (state !== "holds") continue;
    const instead = INSTEAD[change.path];
    if (change.until !== undefined) staying.push(`${placeText(change)}: ends by itself`);
    else if (instead !== undefined) staying.push(`${placeText(change)}: ${instead}`);
    else if (change.path === "words") layText(words, change);
    else
      for (const name of namesOf(change))
        lay(settings, name.split("."), written(name, at(applied.settings, name)));
  }
  return { settings, words, staying };
}

/** The settings that a change of a path is made of. */
function namesOf(change: LiveChange): readonly string[] {
  const path = findPath(change);
  if (typeof path === "string") return [];
  // The price of a country that nothing goes to is a fault of the settings.
  return path.path === "channels.sms.countries" ? [path.path, "channels.sms.spend.prices"] : [path.path];
}

function at(settings: object, name: string): unknown {
  return name
    .split(".")
    .reduce<unknown>(
      (found, part) => (typeof found === "object" && found !== null ? (found as Tree)[part] : undefined),
      settings,
    );
}

/** As owners write it: a provider without options by its name alone. */
function written(name: string, value: unknown): unknown {
  if (!name.endsWith(".providers") || !Array.isArray(value)) return value;
  return value.map((one: Tree) => (Object.keys(one).length === 1 ? one.use : one));
}

function layText(words: Tree, { entry = "", value }: LiveChange): void {
  const named = textOf(entry);
  if (named) lay(words, [`${named.locale}.json`, named.section, named.name], value);
}

function lay(tree: Tree, [name = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const below = (tree[name] ?? {}) as Tree;
  tree[name] = below;
  lay(below, rest, value);
}
