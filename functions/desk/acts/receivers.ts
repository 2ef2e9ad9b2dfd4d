import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { listDeliveries, receiversOf } from "../../flows/list-deliveries.ts";
import { resendEvent, type ResendEventOutcome, testReceiver } from "../../flows/resend-event.ts";
import { acting, type Aimed, type Doing, reading, type Seen } from "../act.ts";
import type { DeskServices } from "../services.ts";
import { isoText } from "../shown.ts";

/** An event, and how its receiver answered last. Instants are ISO 8601. */
export interface ShownDelivery {
  /** The event's id. */
  readonly event: string;
  readonly type: string;
  /** When it happened. */
  readonly at: string;
  readonly tries: number;
  /** A status of HTTP, or a stable code. */
  readonly answer: string;
  readonly answeredAt: string;
  /** When it was first taken; absent as long as it was not. */
  readonly deliveredAt?: string;
}

export interface ShownReceiver {
  readonly receiver: string;
  /** Until when it is told nothing; absent where it is told. */
  readonly offUntil?: string;
  /** The newest event first. */
  readonly deliveries: readonly ShownDelivery[];
}

export interface DeliveriesAnswer {
  readonly outcome: "listed";
  readonly receivers: readonly ShownReceiver[];
}

export type OrderedAnswer =
  | {
      readonly outcome: "ordered";
      readonly events: readonly string[];
      readonly counts: { readonly events: number };
    }
  | { readonly outcome: Exclude<ResendEventOutcome["kind"], "ordered"> };

const receiver = z.string().check(z.trim(), z.minLength(1), z.maxLength(64));

export const eventsDeliveries = reading({
  what: "What your own systems were told of last, and how they answered",
  least: "owner",
  input: z.strictObject({ receiver: z.optional(receiver) }),
  async read(services, { receiver: wanted }): Promise<Seen<DeliveriesAnswer>> {
    const all = await listDeliveries(services);
    const receivers = all
      .filter((one) => wanted === undefined || one.receiver === wanted)
      .map(({ receiver: name, offUntil, deliveries }) => ({
        receiver: name,
        ...(offUntil !== undefined && { offUntil: isoText(offUntil) }),
        deliveries: deliveries.map(({ event, tries, answer, answeredAt, deliveredAt }) => ({
          ...{ event: event.id, type: event.type, at: event.timestamp, tries, answer },
          answeredAt: isoText(answeredAt),
          ...(deliveredAt !== undefined && { deliveredAt: isoText(deliveredAt) }),
        })),
      }));
    return { answer: { outcome: "listed", receivers } };
  },
});

export const eventsReplay = acting({
  what: "Tells a receiver of an event once more, or of all that it did not take",
  least: "owner",
  input: z.strictObject({
    receiver,
    /** An event's id, or `missed`. */
    event: z.string().check(z.regex(/^(missed|evt_[\w-]{1,64})$/, "must be an event's id, or missed")),
  }),
  aim: (services, { receiver: name, event }) =>
    aimAtReceiver(services, name, event, () => resendEvent(services, name, event)),
});

export const eventsTest = acting({
  what: "Tells a receiver of an event that means nothing, to see whether it is heard",
  least: "owner",
  input: z.strictObject({ receiver }),
  aim: (services, { receiver: name }) =>
    aimAtReceiver(services, name, "test", ({ id, begunAt }) => {
      // The same event each time that the act is tried.
      const random = (bytes: number) => createHash("sha256").update(id).digest().subarray(0, bytes);
      return testReceiver({ ...services, random, clock: () => begunAt }, name);
    }),
});

async function aimAtReceiver(
  services: DeskServices,
  name: string,
  event: string,
  run: (doing: Doing) => Promise<ResendEventOutcome>,
): Promise<Aimed<OrderedAnswer> | OrderedAnswer> {
  if (!receiversOf(services.settings).includes(name)) return { outcome: "unknown-receiver" };
  return Promise.resolve({
    kind: "aimed",
    persons: [],
    about: [`receiver ${name}`, event],
    run: async (doing): Promise<OrderedAnswer> => {
      const outcome = await run(doing);
      if (outcome.kind !== "ordered") return { outcome: outcome.kind };
      const { eventIds } = outcome;
      return { outcome: "ordered", events: eventIds, counts: { events: eventIds.length } };
    },
  });
}
