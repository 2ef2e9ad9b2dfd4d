import type { DynamoDBStreamEvent } from "aws-lambda";
import { dispatch } from "../flows/dispatch.ts";
import { followFactors } from "../flows/follow-factors.ts";
import { settingsOfNotices } from "../flows/notice-way.ts";
import type { Services } from "../compose/base.ts";
import { auditedDispatch } from "../stream/audit-dispatch.ts";
import { auditedReset } from "../stream/audit-resets.ts";
import { type BatchResult, inOrder } from "../stream/batch.ts";
import { eitherChange } from "../stream/either-change.ts";
import { ordersInTens } from "../stream/orders-in-tens.ts";

type NamedServices = "observer" | "settings" | "storage" | "queue" | "outbound" | "clock";
type DispatchServices = Pick<Services, NamedServices | "readChange" | "readFactorChange"> & {
  readonly config: Pick<Services, "settings">;
};

export const create =
  (services: DispatchServices) =>
  (event: DynamoDBStreamEvent): Promise<BatchResult> => {
    const ordersOf = ordersInTens(services.queue);
    return inOrder({ ...services, readChange: eitherChange(services) }, "dispatch", event, async (change) => {
      if (change.of === "factors")
        return followFactors(
          { ...services, settings: settingsOfNotices(services.settings, services.config.settings) },
          auditedReset(services.observer, change.change),
        );
      const { queue, settled } = ordersOf();
      const outcome = await dispatch({ ...services, queue }, change.change);
      auditedDispatch(services.observer, outcome);
      return { handled: outcome.kind !== "needless", settled };
    });
  };
