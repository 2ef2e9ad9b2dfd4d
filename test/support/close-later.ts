import { setTimeout as pause } from "node:timers/promises";

interface Started {
  readonly what: string;
  readonly ofTest: boolean;
  readonly close: () => Promise<void>;
}

/** How long one thing may take to close. */
const LIMIT_MS = 8_000;

const open: Started[] = [];
let inTest = false;

/**
 * Has something closed that was started: at the end of the test in which it was started, or of the test file when no
 * test was running; however the test ends. Every starter of the tests calls it, so that no test has to think of it.
 * @param what for the message, when it does not close
 * @param close may fail: then the test fails
 * @returns the same, to be called earlier; it runs once
 */
export function closeLater(what: string, close: () => unknown): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const closeOnce = async () => {
    await close();
    forget(started);
  };
  const started: Started = {
    what,
    ofTest: inTest,
    close: () => (closed ??= closeOnce()),
  };
  open.push(started);
  return started.close;
}

function forget(started: Started): void {
  const index = open.indexOf(started);
  if (index >= 0) open.splice(index, 1);
}

/** From here on, what is started belongs to a test. */
export function beginTest(): void {
  inTest = true;
}

/**
 * Closes what the test has started, the newest first, so that nothing loses what it stands on.
 * @throws AggregateError when something does not close, after everything else is closed
 */
export async function endTest(limitMs = LIMIT_MS): Promise<void> {
  inTest = false;
  await closeAll(({ ofTest }) => ofTest, limitMs);
}

/** Closes all that is left, the newest first. @throws AggregateError when something does not close */
export async function endFile(limitMs = LIMIT_MS): Promise<void> {
  await closeAll(() => true, limitMs);
}

async function closeAll(which: (started: Started) => boolean, limitMs: number): Promise<void> {
  const faults: unknown[] = [];
  for (let next = open.findLast(which); next; next = open.findLast(which)) {
    await within(next, limitMs).catch((error: unknown) => faults.push(error));
    forget(next);
  }
  if (faults.length > 0) throw new AggregateError(faults, faults.map(String).join("; "));
}

async function within({ what, close }: Started, limitMs: number): Promise<void> {
  const timer = new AbortController();
  const late = pause(limitMs, undefined, { signal: timer.signal }).then(
    () => {
      throw new Error(`${what} did not close within ${limitMs} ms`);
    },
    () => undefined,
  );
  await Promise.race([close(), late]).finally(() => timer.abort());
}
