import type { SQSEvent } from "aws-lambda";
import { deliverCode } from "../flows/deliver-code.ts";
import { deliverNotice } from "../flows/deliver-notice.ts";
import { tellUsed } from "../flows/tell-used.ts";
import type { Services } from "../compose/base.ts";
import { auditedDelivery, auditedNotice } from "../stream/audit-delivery.ts";
import { allAtOnce, type BatchResult } from "../stream/batch.ts";

type NoticeServices = "composeNotice" | "deployedNotice" | "config";
type NamedServices = "settings" | "publicUrl" | "clock" | "random";

/** What the function of each channel does; these differ in the providers alone. */
export const create =
  (
    services: Pick<
      Services,
      "observer" | "postpone" | "storage" | "keys" | "providers" | "compose" | NoticeServices | NamedServices
    >,
  ) =>
  (event: SQSEvent): Promise<BatchResult> =>
    allAtOnce(services, "deliver-code", event, async (order) => {
      if (order.used) {
        const fault = await tellUsed(services, order.channel, order.used);
        if (fault) services.observer.fault("deliver-code", fault.thrown);
        return "done";
      }
      if (order.notice) {
        const { kind } = auditedNotice(services.observer, order, await deliverNotice(services, order));
        return kind === "retry" ? "again" : "done";
      }
      const outcome = await deliverCode(services, order);
      for (const error of outcome.thrown ?? []) services.observer.fault("deliver-code", error);
      auditedDelivery(services.observer, order, outcome);
      return outcome.kind === "retry" || outcome.kind === "too-late" ? "again" : "done";
    });
