import type { DynamoDBStreamEvent } from "aws-lambda";
import { dispatch } from "../flows/dispatch.ts";
import { followFactors } from "../flows/follow-factors.ts";
import { lambda, type Services } from "../compose/base.ts";
import { outbound, queue, readChange, readFactorChange, storage } from "../compose/parts.ts";
import { auditedDispatch } from "../stream/audit-dispatch.ts";
import { type BatchResult, inOrder } from "../stream/batch.ts";

export const create =
  (
    services: Pick<
      Services,
      "observer" | "settings" | "storage" | "queue" | "outbound" | "clock" | "readChange" | "readFactorChange"
    >,
  ) =>
  (event: DynamoDBStreamEvent): Promise<BatchResult> =>
    inOrder({ ...services, readChange: either(services) }, "dispatch", event, async (change) => {
      if (change.of === "factors") return followFactors(services, change.change);
      const outcome = await dispatch(services, change.change);
      auditedDispatch(services.observer, outcome);
      return outcome.kind !== "needless";
    });

/** What the stream brings: a challenge's change, or one of a subject's factors. */
function either({ readChange, readFactorChange }: Pick<Services, "readChange" | "readFactorChange">) {
  return (record: object) => {
    const challenge = readChange(record);
    if (challenge) return { of: "challenge", change: challenge } as const;
    const factors = readFactorChange(record);
    return factors && ({ of: "factors", change: factors } as const);
  };
}

export const handler = await lambda(
  "dispatch",
  { storage, queue, outbound, readChange, readFactorChange },
  create,
);
