import { serve } from "../compose/serve.ts";
import * as recordSendgridReceipts from "../handlers/record-sendgrid-receipts.ts";
import * as recordTwilioReceipt from "../handlers/record-twilio-receipt.ts";
import * as recordWebhookReceipt from "../handlers/record-webhook-receipt.ts";

export const handler = await serve("receipts", {
  "record-twilio-receipt": recordTwilioReceipt,
  "record-sendgrid-receipts": recordSendgridReceipts,
  "record-webhook-receipt": recordWebhookReceipt,
});
