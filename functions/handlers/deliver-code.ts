import type { SQSEvent } from "aws-lambda";
import { deliverCode } from "../flows/deliver-code.ts";
import { compose, keys, lambda, providers, type Services, storage } from "../services.ts";
import { auditedDelivery } from "../stream/audit-delivery.ts";
import { allAtOnce, type BatchResult } from "../stream/batch.ts";

export const create =
  (
    services: Pick<
      Services,
      "observer" | "storage" | "keys" | "providers" | "compose" | "settings" | "clock" | "random"
    >,
  ) =>
  (event: SQSEvent): Promise<BatchResult> =>
    allAtOnce(services, "deliver-code", event, async (order) => {
      const outcome = await deliverCode(services, order);
      auditedDelivery(services.observer, order, outcome);
      return outcome.kind === "retry" || outcome.kind === "too-late" ? "again" : "done";
    });

export const handler = await lambda("deliver-code", { storage, keys, providers, compose }, create);
