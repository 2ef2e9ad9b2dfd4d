const HOUR_SECONDS = 3600;

/** How many hours a day has, and seconds. */
export const DAY_SECONDS = 24 * HOUR_SECONDS;

/** The UTC hour of an instant, like `2026-11-27T22`. @param at epoch seconds */
export function hourOf(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 13);
}

/** The first second of an hour. @param hour as {@link hourOf} writes it */
export function hourStart(hour: string): number {
  return Date.parse(`${hour}:00:00Z`) / 1000;
}

/** The UTC day of an instant, like `2026-11-27`. @param at epoch seconds */
export function dayOf(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10);
}

/** The first second of a day. @param day as {@link dayOf} writes it */
export function dayStart(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

/** The hours between two instants, the first one included, as far as it is within one. */
export function hoursBetween(from: number, to: number): readonly string[] {
  const first = Math.floor(from / HOUR_SECONDS);
  const count = Math.max(0, Math.ceil(to / HOUR_SECONDS) - first);
  return Array.from({ length: count }, (_, index) => hourOf((first + index) * HOUR_SECONDS));
}

/** The days between two instants, the first one included. */
export function daysBetween(from: number, to: number): readonly string[] {
  return [...new Set(hoursBetween(from, to).map((hour) => hour.slice(0, 10)))];
}
