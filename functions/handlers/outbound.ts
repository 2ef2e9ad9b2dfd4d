import type { SQSEvent } from "aws-lambda";
import { type EndedSession, logOutApp } from "../oidc/log-out-app.ts";
import type { Services } from "../compose/base.ts";
import { auditedCall } from "../stream/audit-call.ts";
import { type BatchResult, independently } from "../stream/batch.ts";

/** Makes the calls that wait in the queue of calls to apps. */
export const create =
  (
    services: Pick<Services, "observer" | "settings" | "signer" | "postForm" | "issuer" | "clock" | "random">,
  ) =>
  (event: SQSEvent): Promise<BatchResult> =>
    independently(services.observer, "outbound", event, async (body) => {
      const ended = JSON.parse(body) as EndedSession;
      const outcome = await logOutApp(services, ended);
      auditedCall(services.observer, ended, outcome);
      return outcome.kind === "again" ? "again" : "done";
    });
