import { recordReceipt } from "../flows/record-receipt.ts";
import { endpoint } from "../http/endpoint.ts";
import { problem } from "../http/problem.ts";
import { noContent } from "../http/reply.ts";
import { auditedReceipt } from "../receipts/audit-receipt.ts";
import { isSignedJustNow } from "../receipts/signed-at.ts";
import { isSignedByGateway, readWebhookStatus } from "../receipts/webhook-status.ts";
import type { EndpointServices, Services } from "../compose/base.ts";
import { credentials } from "../compose/providers.ts";
import { serving } from "../compose/serve.ts";
import { storage } from "../compose/parts.ts";
import { neededCredentials } from "../settings.ts";

export const create = (services: EndpointServices & Pick<Services, "clock" | "storage" | "credentials">) =>
  endpoint(services, { name: "record-webhook-receipt" }, async ({ header, bytes, body }) => {
    if (!neededCredentials(services.settings).includes("webhook"))
      return problem("not-found", "There is nothing at this path.");
    const id = header("webhook-id") ?? "";
    const timestamp = header("webhook-timestamp") ?? "";
    const signatures = header("webhook-signature") ?? "";
    const stranger = problem("forbidden", "Only your gateway may post here, with its signature of just now.");
    if (!isSignedJustNow(timestamp, services.clock())) return stranger;
    const { secret } = await services.credentials("webhook");
    if (!isSignedByGateway(secret, { id, timestamp, signatures, bytes })) return stranger;
    const receipt = readWebhookStatus(body);
    if (receipt) auditedReceipt(services.observer, receipt, await recordReceipt(services, receipt));
    return noContent();
  });

export const route = serving({ storage, credentials }, create);
