import { bookkeep } from "../flows/bookkeep.ts";
import { keepStatistics } from "../flows/keep-statistics.ts";
import { lambda, type Services } from "../compose/base.ts";
import { readChange, storage } from "../compose/parts.ts";
import { auditedStops } from "../stream/audit-stops.ts";
import { inWindow, type WindowEvent, type WindowResult } from "../stream/window.ts";

const NOTHING = { failedFrom: undefined, thrown: [] };

export const create =
  (services: Pick<Services, "observer" | "settings" | "storage" | "clock" | "readChange">) =>
  (event: WindowEvent): Promise<WindowResult> =>
    inWindow(services, "bookkeep", event, async (changes, shard) => {
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

export const handler = await lambda("bookkeep", { storage, readChange }, create);
