import * as z from "zod/mini";
import { EVENT_KINDS, type EventKind } from "../../domain/statistics/security-event.ts";
import type { RecentRequest } from "../../domain/statistics/recent-request.ts";
import { readEvents } from "../../flows/read-events.ts";
import { readRecent, RECENT_PAGE } from "../../flows/read-recent.ts";
import { reading, type Seen } from "../act.ts";
import { cursor, cursorOf } from "../inputs.ts";
import { isoText } from "../shown.ts";

/** A request for a code, masked. Instants are ISO 8601. */
export interface ShownRequest extends Omit<RecentRequest, "at"> {
  readonly at: string;
}

export interface RecentAnswer {
  readonly outcome: "listed";
  /** The newest first. */
  readonly requests: readonly ShownRequest[];
  /** What to ask for older ones with, as `before`; absent where there are none within a day. */
  readonly next?: string;
}

/** A security event: the same that happened to one person within ten minutes is one. */
export interface ShownEvent {
  readonly kind: EventKind;
  /** Masked, or a country or block of numbers. */
  readonly to: string;
  /** Names whom it happened to, among the events alone. */
  readonly person: string;
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface EventsAnswer {
  readonly outcome: "listed";
  readonly days: number;
  /** The newest first. */
  readonly events: readonly ShownEvent[];
}

export const recent = reading({
  what: "The requests of the last day with what happened to them, masked, the newest first",
  least: "viewer",
  input: z.strictObject({
    before: z.optional(cursor),
    most: z._default(z.int().check(z.gte(1), z.lte(RECENT_PAGE)), RECENT_PAGE),
  }),
  async read(services, input): Promise<Seen<RecentAnswer>> {
    const { requests, next } = await readRecent(services, cursorOf(input.before ?? ""), input.most);
    return {
      answer: {
        outcome: "listed",
        requests: requests.map(({ at, ...one }) => ({ ...one, at: isoText(at) })),
        ...(next && { next: `${isoText(next.at)}/${next.id}` }),
      },
    };
  },
});

export const securityEvents = reading({
  what: "What happened that is a sign of attacks or of trouble, masked, the newest first",
  least: "viewer",
  input: z.strictObject({
    days: z._default(z.int().check(z.gte(1), z.lte(30)), 1),
    kinds: z.optional(z.array(z.enum(EVENT_KINDS)).check(z.minLength(1), z.maxLength(EVENT_KINDS.length))),
  }),
  async read(services, { days, kinds }): Promise<Seen<EventsAnswer>> {
    const found = await readEvents(services, { days, ...(kinds && { kinds }) });
    return {
      answer: {
        outcome: "listed",
        days,
        events: found.map(({ firstAt, lastAt, ...one }) => ({
          ...one,
          firstAt: isoText(firstAt),
          lastAt: isoText(lastAt),
        })),
      },
    };
  },
});
