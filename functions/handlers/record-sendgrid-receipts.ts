import { recordReceipts } from "../flows/record-receipts.ts";
import { endpoint } from "../http/endpoint.ts";
import { problem } from "../http/problem.ts";
import { noContent } from "../http/reply.ts";
import { auditedReceipt } from "../receipts/audit-receipt.ts";
import { isSignedBySendgrid, readSendgridEvents } from "../receipts/sendgrid-events.ts";
import { isSignedJustNow } from "../receipts/signed-at.ts";
import type { EndpointServices, Services } from "../compose/base.ts";
import { credentials } from "../compose/providers.ts";
import { serving } from "../compose/serve.ts";
import { storage } from "../compose/parts.ts";
import { neededCredentials } from "../settings.ts";

/** SendGrid posts what has gathered in some seconds, of the whole account, in at most 768 kB. */
const MAX_BATCH_BYTES = 1024 * 1024;

export const create = (services: EndpointServices & Pick<Services, "clock" | "storage" | "credentials">) =>
  endpoint(
    services,
    { name: "record-sendgrid-receipts", maxBodyBytes: MAX_BATCH_BYTES },
    async ({ header, bytes, body }) => {
      const carries = neededCredentials(services.settings).includes("sendgrid");
      const { verificationKey } = carries ? await services.credentials("sendgrid") : {};
      // Without a key nobody can be believed.
      if (verificationKey === undefined) return problem("not-found", "There is nothing at this path.");
      const signature = header("x-twilio-email-event-webhook-signature") ?? "";
      const timestamp = header("x-twilio-email-event-webhook-timestamp") ?? "";
      if (
        !isSignedJustNow(timestamp, services.clock()) ||
        !isSignedBySendgrid(verificationKey, { signature, timestamp, bytes })
      )
        return problem("forbidden", "Only SendGrid may post here, with its signature of just now.");
      await recordReceipts(services, readSendgridEvents(body), (receipt, outcome) => {
        auditedReceipt(services.observer, receipt, outcome);
      });
      return noContent();
    },
  );

export const route = serving({ storage, credentials }, create);
