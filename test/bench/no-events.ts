import type { Services } from "../../functions/compose/base.ts";
import { receiverMemory } from "../../functions/flows/receiver-memory.ts";
import { happenedIn } from "../../functions/storage/dynamodb/event-records.ts";

/** What tells the owner's systems of events: nothing is told where something else is measured. */
export const NO_EVENTS: Pick<
  Services,
  "post" | "readHappened" | "eventQueue" | "postponeEvents" | "eventBus" | "signWebhook" | "receivers"
> = {
  post: () => Promise.resolve({ kind: "answered", status: 204 }),
  readHappened: happenedIn,
  eventQueue: { order: () => Promise.resolve() },
  postponeEvents: () => Promise.resolve(),
  eventBus: { put: () => Promise.resolve({ kind: "taken" }) },
  signWebhook: () => Promise.resolve({}),
  receivers: receiverMemory(),
};
