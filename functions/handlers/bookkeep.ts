import { keepBooks } from "../flows/keep-books.ts";
import { tellEvents } from "../flows/tell-events.ts";
import type { Services } from "../compose/base.ts";
import { tellsEvents } from "../settings.ts";
import { auditedStops } from "../stream/audit-stops.ts";
import { tellBatch } from "../stream/tell-batch.ts";
import { inWindow, type WindowEvent, type WindowResult } from "../stream/window.ts";

type BookkeepServices = Pick<
  Services,
  "observer" | "settings" | "storage" | "clock" | "readChange" | "eventQueue" | "readHappened"
> &
  Parameters<typeof tellEvents>[0];

export const create =
  (services: BookkeepServices) =>
  async (event: WindowEvent): Promise<WindowResult> => {
    const { observer, settings, clock } = services;
    const booked = await inWindow(services, "bookkeep", event, async (changes, shard) => {
      const { stops, ...kept } = await keepBooks(services, changes, shard);
      auditedStops(observer, stops);
      return kept;
    });
    if (!tellsEvents(settings)) return booked;
    const tools = {
      observer,
      readHappened: (record: object) => services.readHappened(record, clock()),
      tell: (happened: Parameters<typeof tellEvents>[1]) => tellEvents(services, happened),
    };
    return tellBatch(tools, event, booked);
  };
