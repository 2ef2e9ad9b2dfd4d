import { type Html, html } from "../../pages/html.ts";

const WHOLE = new Intl.NumberFormat("en");
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const SHARE = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const MONEY = new Intl.NumberFormat("en", { style: "currency", currency: "USD" });
const SMALL_MONEY = new Intl.NumberFormat("en", {
  ...{ style: "currency", currency: "USD", maximumFractionDigits: 4 },
});

/** What stands in a table where a figure is not known. */
export const UNKNOWN = "–";

/** All digits, in groups of three. */
export function wholeNumber(value: number): string {
  return WHOLE.format(value);
}

/** As `1.2K` or `34M`, where there is no room. */
export function shortNumber(value: number): string {
  return SHORT.format(value);
}

/** A share from 0 to 1 in percent. */
export function shareText(share: number | undefined): string {
  return share === undefined ? UNKNOWN : SHARE.format(share);
}

/** US dollars; of what is less than a cent, more is said than nothing. */
export function usdText(usd: number): string {
  return (usd > 0 && usd < 0.01 ? SMALL_MONEY : MONEY).format(usd);
}

/** A length of time which is a bucket's upper end, in seconds. */
export function withinText(seconds: number | "more" | undefined): string {
  if (seconds === undefined) return UNKNOWN;
  return seconds === "more" ? "> 10 min" : `${seconds} s`;
}

/** Times of the desk, in the owner's zone, which each one names. An instant is ISO 8601. */
export interface Times {
  readonly zone: string;
  /** A whole instant: `28 Nov 2026, 10:31:05 CET`. */
  instant(at: string): Html;
  /** The same where no markup can stand. */
  plain(at: string): string;
  /** The time of a day that the page names: `10:31:05 CET`. */
  time(at: string): Html;
  /** `10:00`, for the places of a chart whose table names the zone. */
  hour(at: string): string;
  /** `28 Nov`. @param zone the days of several are UTC's */
  day(at: string, zone?: string): string;
}

const made = new Map<string, Times>();

/** @param zone as IANA names it */
export function timesIn(zone: string): Times {
  const known = made.get(zone) ?? timesOf(zone);
  made.set(zone, known);
  return known;
}

function timesOf(zone: string): Times {
  const format = (options: Intl.DateTimeFormatOptions, timeZone = zone) =>
    new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  const named = { timeZoneName: "short" } as const;
  const whole = format({ day: "numeric", month: "short", year: "numeric", ...clock, ...named });
  const ofDay = format({ ...clock, ...named });
  const hours = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const element = (by: Intl.DateTimeFormat) => (at: string) =>
    html`<time datetime="${at}">${by.format(Date.parse(at))}</time>`;
  return {
    zone,
    instant: element(whole),
    plain: (at) => whole.format(Date.parse(at)),
    time: element(ofDay),
    hour: (at) => hours.format(Date.parse(at)),
    day: (at, of) => format({ day: "numeric", month: "short" }, of).format(Date.parse(at)),
  };
}
