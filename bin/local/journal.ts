import type { ChangeLog, Database, ItemChange } from "./database.ts";
import type { Place, Pump } from "./pump.ts";

interface Entry extends Place {
  readonly before: ItemChange["before"] | undefined;
  readonly after: ItemChange["after"] | undefined;
}

/** As long as the stream of a stage keeps a change. */
const KEPT_SECONDS = 86_400;

/** Longer than any number of a place, so that keys stand in the order of the stream. */
const DIGITS = 25;

/**
 * Changes of the table on their way into its stream. Beside the items of a kept table lie those that not every consumer has
 * handled: what a process that is killed holds in memory comes again at the next start, at its old place.
 */
export interface Journal {
  /** Takes changes down, where they are kept. */
  readonly log: ChangeLog;
  /** Hears of each change: of what happens before there are consumers, they find the result in the table. */
  push(change: ItemChange): void;
  /** Brings what earlier runs left undone in the last day, and takes down what comes. @param now epoch seconds */
  follow(stream: Pump, database: Pick<Database, "notes">, now: number): Promise<void>;
}

/** @param keeps whether the table is kept; one that is not is lost as a whole, with all of its changes */
export function journal(keeps: boolean): Journal {
  let followed: { readonly stream: Pump; readonly forget: (key: string) => void } | undefined;
  return {
    log: {
      begin(change) {
        if (!followed || !keeps) return undefined;
        const { stream, forget } = followed;
        const { place, settle } = stream.begin(change, () => forget(key));
        const key = keyOf(place);
        return { key, value: { ...place, ...change } satisfies Entry, settle };
      },
    },
    push(change) {
      if (!keeps) followed?.stream.push(change);
    },
    async follow(stream, { notes }, now) {
      const forget = together((keys) => notes.drop(keys));
      for (const [key, value] of await notes.all()) {
        const { before, after, ...place } = value as Entry;
        if (place.at + KEPT_SECONDS < now) forget(key);
        else stream.resume({ before, after }, place, () => forget(key));
      }
      followed = { stream, forget };
    },
  };
}

function keyOf({ run, number }: Place): string {
  return `${String(run).padStart(DIGITS, "0")}-${number.padStart(DIGITS, "0")}`;
}

/** Calls once for all that comes in one turn. What a call that fails leaves behind is brought once more, and recognised. */
function together(call: (all: readonly string[]) => Promise<void>): (one: string) => void {
  let waiting: string[] = [];
  return (one) => {
    if (waiting.length === 0)
      setImmediate(() => {
        const all = waiting;
        waiting = [];
        void call(all).catch(() => undefined);
      });
    waiting.push(one);
  };
}
