import type { LiveSettingsStore, LiveVersion } from "../port/live-settings.ts";
import { Attributes } from "./attributes.ts";
import { queryNewest } from "./query.ts";
import { readable } from "./readable.ts";
import { type Item, iso, type Table } from "./table.ts";

/** How long earlier versions are kept, in seconds: 400 days. */
const KEPT_SECONDS = 400 * 86_400;

const CURRENT = { pk: "settings#current", sk: "live" };
const VERSIONS = "settings#versions";
const VERSION = "version#";

const NOTHING: LiveVersion = { version: 0, changes: [], at: 0 };

/** One item of what holds, and one of each version that held before it. */
export function liveSettingsStore(table: Table): LiveSettingsStore {
  return {
    async read() {
      const item = await table.get(CURRENT);
      return item ? fromItem(item) : NOTHING;
    },

    async write(next, base) {
      // Whoever comes again, or at the same time, keeps the same.
      if (base.version > 0)
        await table.put(
          { ...versionKey(base.version), ...toItem(base), ttl: next.at + KEPT_SECONDS },
          { condition: "attribute_not_exists(pk)", values: {} },
        );
      const result = await table.put(
        { ...CURRENT, ...toItem(next) },
        base.version === 0
          ? { condition: "attribute_not_exists(pk)", values: {} }
          : { condition: "version = :base", values: { ":base": base.version } },
      );
      if (result.kind === "done") return "written";
      // The client library repeats a call whose answer was lost.
      return result.item && isSame(result.item, next) ? "written" : "conflict";
    },

    async list(most) {
      return readable(await queryNewest(table, VERSIONS, VERSION, most), fromItem).read;
    },

    async readVersion(version) {
      const item = await table.get(versionKey(version));
      return item && fromItem(item);
    },
  };
}

function versionKey(version: number) {
  return { pk: VERSIONS, sk: VERSION + String(version).padStart(9, "0") };
}

function toItem({ version, changes, by, at }: LiveVersion) {
  return { version, changes: JSON.stringify(changes), by, savedAt: at, savedAtIso: iso(at) };
}

function isSame(item: Item, { version, changes, by, at }: LiveVersion): boolean {
  return (
    item.version === version &&
    item.changes === JSON.stringify(changes) &&
    item.by === by &&
    item.savedAt === at
  );
}

function fromItem(item: Item): LiveVersion {
  const read = new Attributes(item);
  const by = read.optionalText("by");
  return {
    version: read.count("version"),
    changes: read.as("changes", readList),
    ...(by !== undefined && { by }),
    at: read.count("savedAt"),
  };
}

function readList(text: string): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}
