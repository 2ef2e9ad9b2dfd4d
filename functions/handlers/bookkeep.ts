import { bookkeep } from "../flows/bookkeep.ts";
import { keepStatistics } from "../flows/keep-statistics.ts";
import { tellEvents } from "../flows/tell-events.ts";
import { lambda, type Services } from "../compose/base.ts";
import { eventQueue, readChange, readHappened, storage } from "../compose/parts.ts";
import { tellsEvents } from "../settings.ts";
import { auditedStops } from "../stream/audit-stops.ts";
import { tellBatch } from "../stream/tell-batch.ts";
import { inWindow, type WindowEvent, type WindowResult } from "../stream/window.ts";

type BookkeepServices = Pick<
  Services,
  "observer" | "settings" | "storage" | "clock" | "readChange" | "eventQueue" | "readHappened"
> &
  Parameters<typeof tellEvents>[0];

const NOTHING = { failedFrom: undefined, thrown: [] };

export const create =
  (services: BookkeepServices) =>
  async (event: WindowEvent): Promise<WindowResult> => {
    const booked = await inWindow(services, "bookkeep", event, async (changes, shard) => {
      const money = await bookkeep(
        services,
        changes.map(({ change }) => change),
      );
      auditedStops(services.observer, money.stops);
      // What does not say where in the stream it was cannot be told from what was counted.
      const statistics = shard === undefined ? NOTHING : await keepStatistics(services, shard, changes);
      return {
        // What the books of money have is known to them: all of it may come again.
        failedFrom: money.failed ? changes[0]?.sequence : statistics.failedFrom,
        handled: shard === undefined ? money.booked : changes.length,
        thrown: [...money.thrown, ...statistics.thrown],
      };
    });
    if (!tellsEvents(services.settings)) return booked;
    return tellBatch(telling(services), event, booked);
  };

function telling(services: BookkeepServices) {
  const { observer, readHappened: read, clock } = services;
  return {
    observer,
    readHappened: (record: object) => read(record, clock()),
    tell: (happened: Parameters<typeof tellEvents>[1]) => tellEvents(services, happened),
  };
}

export const handler = await lambda("bookkeep", { storage, readChange, eventQueue, readHappened }, create);
