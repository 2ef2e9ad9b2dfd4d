import { serve } from "../compose/serve.ts";
import * as recordTwilioReceipt from "../handlers/record-twilio-receipt.ts";

export const handler = await serve("receipts", {
  "record-twilio-receipt": recordTwilioReceipt,
});
