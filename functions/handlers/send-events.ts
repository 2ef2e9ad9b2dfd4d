import type { SQSEvent } from "aws-lambda";
import { sendEvent } from "../flows/send-event.ts";
import type { Services } from "../compose/base.ts";
import { auditedEvent } from "../stream/audit-event.ts";
import type { BatchResult } from "../stream/batch.ts";
import { eventsAtOnce } from "../stream/event-batch.ts";

type SendEventsServices = Pick<
  Services,
  | "observer"
  | "settings"
  | "storage"
  | "post"
  | "signWebhook"
  | "eventBus"
  | "postponeEvents"
  | "receivers"
  | "clock"
>;

/** Tells the owner's systems of the events that wait in their queue. */
export const create =
  (services: SendEventsServices) =>
  (event: SQSEvent): Promise<BatchResult> =>
    eventsAtOnce(services, "send-events", event, async (order, tries) => {
      const outcome = await sendEvent(services, order, tries);
      auditedEvent(services.observer, order, outcome, tries);
      return outcome.kind === "again" ? outcome : { kind: "done" };
    });
