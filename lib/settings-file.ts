import { isDeepStrictEqual } from "node:util";
import type { Settings } from "../functions/settings.ts";
import { parseSettings } from "../functions/settings/schema.ts";

/** Every function reads them at each cold start. In bytes. */
export const MAX_SETTINGS_BYTES = 256 * 1024;

/** How many of the largest settings are named where all of them together are too large. */
const NAMED = 5;

/** The settings of a stage as its functions read them. */
export function settingsFile(settings: Settings): string {
  return JSON.stringify(settings);
}

/** Whether settings say all that a check makes of them: a function can take them as they are, without a check. */
export function isWhole(json: string): boolean {
  const settings: unknown = JSON.parse(json);
  const parsed = parseSettings(settings);
  return "settings" in parsed && isDeepStrictEqual(parsed.settings, settings);
}

/** A fault with the largest settings in it, where all of them together are too large for a function. */
export function sizeFaults(settings: Settings): string[] {
  const bytes = bytesOf(settings);
  if (bytes <= MAX_SETTINGS_BYTES) return [];
  const largest = childrenOf("", settings)
    .map(narrowed)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, NAMED)
    .map((one) => `${one.path} (${kib(one.bytes)})`);
  return [
    `settings: ${bytes} bytes as JSON are more than the ${MAX_SETTINGS_BYTES} that functions read; the largest are ${largest.join(", ")}`,
  ];
}

interface Sized {
  readonly path: string;
  readonly value: unknown;
  readonly bytes: number;
}

/** Goes on to what is most of a value, as far as one part of it is. */
function narrowed(whole: Sized): Sized {
  const most = childrenOf(`${whole.path}.`, whole.value).find(({ bytes }) => bytes > whole.bytes / 2);
  return most ? narrowed(most) : whole;
}

function childrenOf(prefix: string, value: unknown): Sized[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([name, child]: [string, unknown]) => ({
    path: `${prefix}${name}`,
    value: child,
    bytes: bytesOf(child),
  }));
}

/** An optional setting that is left out has none. */
function bytesOf(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
