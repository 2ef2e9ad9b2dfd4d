import { setImmediate } from "node:timers/promises";

const PATIENCE_MILLISECONDS = 20_000;

/** Looks until it is so, or patience ends: for what the service does in its own time, on the system's timers. */
export async function eventually<T>(look: () => T | Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  const until = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const seen = await look();
    if (isSo(seen) || Date.now() > until) return seen;
    await setImmediate();
  }
}
