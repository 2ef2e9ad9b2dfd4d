import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { OUT_OF_TIME, Skipped } from "./case.ts";

/** How often a fixed recipient is used in a run, and after how many seconds again: limits of days and of a resend. */
const MOST_USES = 3;
const BETWEEN_SECONDS = 31;

/** Where a run's codes go. */
export interface Addresses {
  /** One for the next user of an attack. @throws Skipped where none is left */
  next(): Promise<string>;
  /** Whether there is no end of them, and each is new. */
  readonly isEndless: boolean;
}

/** New addresses of a domain that all arrive in one mailbox. @param pattern with a star, like `attack-*@example.com` */
export function addressesLike(pattern: string): Addresses {
  const run = randomBytes(4).toString("hex");
  let serial = 0;
  return {
    isEndless: true,
    next: () => Promise.resolve(pattern.replace("*", `${run}-${++serial}`)),
  };
}

/** The recipients that an owner names, each a few times. */
export function namedAddresses(
  addresses: readonly string[],
  signal: AbortSignal,
  pause = (seconds: number): Promise<unknown> => wait(seconds * 1000, undefined, { signal }),
  now: () => number = Date.now,
): Addresses {
  const uses = addresses.map((address) => ({ address, count: 0, lastAt: -Infinity }));
  return {
    isEndless: false,
    async next() {
      const [one] = uses
        .filter(({ count }) => count < MOST_USES)
        .sort((a, b) => a.count - b.count || a.lastAt - b.lastAt);
      if (!one)
        throw new Skipped(
          `each recipient was used ${MOST_USES} times; name more of them (--recipient), or go on in a day`,
        );
      const waited = (now() - one.lastAt) / 1000;
      if (waited < BETWEEN_SECONDS)
        await pause(BETWEEN_SECONDS - waited).catch(() => {
          throw new Skipped(OUT_OF_TIME);
        });
      one.count += 1;
      one.lastAt = now();
      return one.address;
    },
  };
}
