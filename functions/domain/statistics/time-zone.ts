import { DAY_SECONDS } from "./hours.ts";

/**
 * The first second of the day that an instant is in where a clock shows that zone's time. A day may have 23 or 25 hours.
 * @param at epoch seconds
 * @param timeZone as IANA names it, like `Europe/Berlin`
 */
export function localDayStart(at: number, timeZone: string): number {
  const wanted = wallClock(at, timeZone);
  const midnight = Math.floor(wanted / DAY_SECONDS) * DAY_SECONDS;
  // The zone's offset at the instant, and then at the midnight that it names.
  let start = midnight - (wanted - at);
  start = midnight - (wallClock(start, timeZone) - start);
  return start;
}

/** What a clock there shows, as if it were UTC, in seconds. */
function wallClock(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, hourCycle: "h23", era: "short" },
    ...{
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    },
  });
  const parts = new Map(format.formatToParts(at * 1000).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown / 1000;
}
