import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "./settings.ts";

/** What an owner can choose, beside a function's code: the environment has room for names of resources only (4 KiB). */
export const SETTINGS_FILE = "settings.json";

/** A function's code. */
export const CODE_FILE = "index.mjs";

/** Which code and which settings were checked together, beside both. */
export const CHECKED_FILE = "settings.sha256";

/** What was read, or all that is wrong with it. */
export type SettingsRead = { readonly settings: Settings } | { readonly faults: readonly string[] };

/**
 * Reads the settings beside a function's code. Those that lie there as they were checked, beside the code that they were
 * checked by, are taken as they are. All others are checked here: an owner may have repaired them by hand, or packed them
 * with the code of another release.
 * @param folder where the code lies
 */
export async function readSettings(folder: string | undefined): Promise<SettingsRead> {
  const text = folder === undefined ? undefined : textOf(join(folder, SETTINGS_FILE));
  if (folder === undefined || text === undefined)
    return { faults: [`${SETTINGS_FILE}: cannot be read beside the function's code`] };
  if (isChecked(folder, text)) return { settings: JSON.parse(text) as Settings };
  // A tenth of what a start takes goes into the schema: it is loaded only here, and where admins change settings live.
  const { parseSettingsText } = await import("./settings/schema.ts");
  return parseSettingsText(text);
}

/** What {@link CHECKED_FILE} says, as `sha256sum -c` reads it. */
export function checkedText(code: Uint8Array, settings: string): string {
  const line = (file: string, content: Uint8Array | string) =>
    `${createHash("sha256").update(content).digest("hex")}  ${file}\n`;
  return line(CODE_FILE, code) + line(SETTINGS_FILE, settings);
}

function isChecked(folder: string, settings: string): boolean {
  const said = textOf(join(folder, CHECKED_FILE));
  const code = said === undefined ? undefined : bytesOf(join(folder, CODE_FILE));
  return code !== undefined && said === checkedText(code, settings);
}

function textOf(file: string): string | undefined {
  return bytesOf(file)?.toString("utf8");
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
