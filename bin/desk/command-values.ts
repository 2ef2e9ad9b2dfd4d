import type { CommandValues } from "./commands.ts";

type Value = string | boolean | undefined;

export function wordOf(value: Value): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function defined(all: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** What is no number goes on as it is, so that the service says which field is wrong. */
export function numberOf(value: Value): number | Value {
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
}

/** The time zone in which times are shown: this machine's, unless another is said. */
export function timeZoneOf(values: CommandValues): string {
  return wordOf(values["time-zone"]) ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
