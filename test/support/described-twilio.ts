import { Fault } from "../../functions/domain/errors.ts";
import { twilioCallbackUrl, twilioSignature } from "../../functions/receipts/twilio-status.ts";
import { described } from "./described.ts";
import { twilioFields } from "./receipts.ts";
import { startTestService, testSettings } from "./service.ts";

const PATH = "/otp/receipts/twilio";
const TOKEN = "t0ken";
const SID = `SM${"a1".repeat(16)}`;

/** Everything that a service with Twilio can be made to answer to Twilio, or to who pretends to be it, each held against the description. */
export async function walkAsTwilio(seen: Set<string>): Promise<void> {
  let error: Error | undefined;
  const sms = { enabled: true, providers: [{ use: "twilio", from: "+14155550199" }] };
  const settings = testSettings({ channels: { sms } });
  const credentials = () =>
    error ? Promise.reject(error) : Promise.resolve({ accountSid: "AC", authToken: TOKEN } as never);
  const started = await startTestService({}, { override: () => ({ settings, credentials }) });
  const twilio = described(started, seen);
  const post = (fields: Record<string, string>) => {
    const url = twilioCallbackUrl(twilio.url).replace(/#.*/, "");
    const signature = twilioSignature(TOKEN, url, fields).toString("base64");
    return twilio.form(PATH, fields, { "x-twilio-signature": signature });
  };
  const delivered = twilioFields(SID, "delivered");
  await post(twilioFields(SID, "queued"));
  await post(delivered);
  await twilio.form(PATH, delivered);
  await twilio.post(PATH, "{");
  await twilio.post(PATH, "x".repeat(17_000));
  await twilio.post(PATH, "x", { "content-type": "text/plain" });
  for (error of [new Error("a fault"), new Fault("secrets-unavailable", "silent")]) await post(delivered);
  await started.close();
}
