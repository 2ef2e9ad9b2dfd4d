/** Says instants as the clock of one time zone shows them. */
export interface LocalTime {
  /** Like `28 Nov 2026`. */
  day(at: Date): string;
  /** Like `10:14`. */
  minute(at: Date): string;
  /** Like `10:14:05`. */
  second(at: Date): string;
}

/** @param timeZone as IANA names it, like `Europe/Berlin` */
export function localTime(timeZone: string): LocalTime {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...options });
    return (at: Date) => made.format(at);
  };
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  return {
    day: format({ day: "numeric", month: "short", year: "numeric" }),
    minute: format(time),
    second: format({ ...time, second: "2-digit" }),
  };
}
