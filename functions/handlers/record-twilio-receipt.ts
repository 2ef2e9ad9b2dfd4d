import { recordReceipt } from "../flows/record-receipt.ts";
import { endpoint } from "../http/endpoint.ts";
import { problem } from "../http/problem.ts";
import { noContent } from "../http/reply.ts";
import { auditedReceipt } from "../receipts/audit-receipt.ts";
import { isSignedByTwilio, readTwilioStatus } from "../receipts/twilio-status.ts";
import { credentials } from "../compose/providers.ts";
import type { EndpointServices, Services } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { storage } from "../compose/parts.ts";
import { neededCredentials } from "../settings.ts";

export const create = (services: EndpointServices & Pick<Services, "clock" | "storage" | "credentials">) =>
  endpoint(services, { name: "record-twilio-receipt" }, async (request) => {
    const { settings, observer, publicUrl } = services;
    if (!neededCredentials(settings).includes("twilio"))
      return problem("not-found", "There is nothing at this path.");
    const signature = request.header("x-twilio-signature") ?? "";
    const stranger = problem("forbidden", "Only Twilio may post here, with its signature.");
    if (!request.form || signature === "") return stranger;
    const { authToken } = await services.credentials("twilio");
    const fields = request.body as Readonly<Record<string, string>>;
    if (!isSignedByTwilio({ publicUrl, authToken }, fields, signature)) return stranger;
    const receipt = readTwilioStatus(fields);
    if (!receipt) return noContent();
    const outcome = await recordReceipt(services, receipt);
    auditedReceipt(observer, receipt, outcome);
    // Twilio tries again: the message's deliverer has not written it down yet.
    const early = { headers: { "retry-after": "5" } };
    return outcome.kind === "unknown-message"
      ? problem("unavailable", "Please try again.", early)
      : noContent();
  });

export const route = serving({ storage, credentials }, create);
