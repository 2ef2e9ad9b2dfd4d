import type { Clock } from "../domain/ambient.ts";
import { MAX_CODE_SECONDS } from "../domain/challenge.ts";
import { DAY_SECONDS, hoursBetween } from "../domain/statistics/hours.ts";
import type { RecentRequest } from "../domain/statistics/recent-request.ts";
import type { Stores } from "../storage/port.ts";

export interface ReadRecentDependencies {
  readonly storage: Stores<{ recents: "listHour" }>;
  readonly clock: Clock;
}

/** Where a list goes on: behind this request. */
export interface RecentCursor {
  /** Epoch seconds. */
  readonly at: number;
  readonly id: string;
}

export interface RecentPage {
  /** The newest first. */
  readonly requests: readonly RecentRequest[];
  /** Absent where there are no older ones. */
  readonly next?: RecentCursor;
}

/** How many a page has. */
export const RECENT_PAGE = 50;

/** So long after a request its code may be used, sent again and reported: what comes later is not looked for. In seconds. */
const CHANGING_SECONDS = MAX_CODE_SECONDS + 300;

/**
 * The last requests for codes with what happened to them, masked, and page by page those of the last day. What is listed
 * was written when it changed: going back from the newest change, a request's first word is its newest, and all that was
 * asked for after the change where the reading stands has been seen. Only reads.
 */
export async function readRecent(
  { storage, clock }: ReadRecentDependencies,
  before?: RecentCursor,
  most: number = RECENT_PAGE,
): Promise<RecentPage> {
  const now = clock();
  const newest = before ? Math.min(now, before.at + CHANGING_SECONDS) : now;
  const oldest = now - DAY_SECONDS;
  const known = new Map<string, RecentRequest>();
  const page = () => {
    const wanted = [...known.values()].filter((one) => one.at >= oldest && isBehind(one, before));
    return wanted.sort(byTime).slice(0, most + 1);
  };
  for (const hour of hoursBetween(oldest, newest + 1).toReversed())
    for await (const batches of storage.recents.listHour(hour)) {
      for (const { at, requests } of batches)
        if (at <= newest)
          for (const request of requests) if (!known.has(request.id)) known.set(request.id, request);
      const found = page();
      const reached = batches.at(-1)?.at;
      const last = found.at(-1);
      // One more than a page, and no younger one can be behind: it would have changed later than it was asked for.
      if (found.length > most && last && reached !== undefined && last.at > reached)
        return pageOf(found, most);
    }
  return pageOf(page(), most);
}

function pageOf(found: readonly RecentRequest[], most: number): RecentPage {
  const requests = found.slice(0, most);
  const last = requests.at(-1);
  return { requests, ...(found.length > most && last && { next: { at: last.at, id: last.id } }) };
}

function isBehind({ at, id }: RecentRequest, cursor: RecentCursor | undefined): boolean {
  return !cursor || at < cursor.at || (at === cursor.at && id < cursor.id);
}

/** The newest first; those of one second have an order too, so that pages neither lack nor repeat one. */
function byTime(one: RecentRequest, other: RecentRequest): number {
  if (one.at !== other.at) return other.at - one.at;
  return one.id < other.id ? 1 : -1;
}
