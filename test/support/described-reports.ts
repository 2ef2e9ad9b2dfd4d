import { Fault } from "../../functions/domain/errors.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import { described } from "./described.ts";
import { START, startTestService, testSettings } from "./service.ts";
import {
  SENDGRID_KEY,
  sendgridEvent,
  signedByGateway,
  signedBySendgrid,
  WEBHOOK_SECRET,
  webhookReport,
} from "./signed-reports.ts";

const of = { recipientKey: "A".repeat(22) as RecipientKey, nonce: "B".repeat(22), send: 1 };

const REPORTS = [
  { path: "/otp/receipts/sendgrid", signed: signedBySendgrid, report: [sendgridEvent("delivered", of)] },
  { path: "/otp/receipts/webhook", signed: signedByGateway, report: webhookReport("delivered", of) },
] as const;

/** Everything that SendGrid and the owner's gateway can be answered, each held against the description. */
export async function walkAsReporters(seen: Set<string>): Promise<void> {
  let error: Error | undefined;
  const webhook = { use: "webhook", url: "https://messages.example.com/send" };
  const settings = testSettings({ channels: { email: { providers: ["sendgrid", webhook] } } });
  const login = { apiKey: "SG.x", verificationKey: SENDGRID_KEY, secret: WEBHOOK_SECRET };
  const credentials = () => (error ? Promise.reject(error) : Promise.resolve(login as never));
  const started = await startTestService({}, { override: () => ({ settings, credentials }) });
  const reporter = described(started, seen);
  for (const { path, signed, report } of REPORTS) {
    const post = () => reporter.post(path, report, signed(JSON.stringify(report), START));
    error = undefined;
    await post();
    await reporter.post(path, report);
    await reporter.post(path, "{");
    await reporter.post(path, "x".repeat(1_100_000));
    await reporter.post(path, "x", { "content-type": "text/plain" });
    for (error of [new Error("a fault"), new Fault("secrets-unavailable", "silent")]) await post();
  }
  await started.close();
}
