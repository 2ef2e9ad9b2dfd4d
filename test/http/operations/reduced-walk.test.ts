import { describe, expect, it } from "@jest/globals";
import { stageRecipients, withoutRecipient } from "../../../bin/smoke/recipients.ts";
import { runSmoke } from "../../../bin/smoke/run.ts";
import { parseStage } from "../../../lib/stage-config.ts";
import { SENDGRID_KEY, WEBHOOK_SECRET } from "../../support/signed-reports.ts";
import { startTestService, testSettings } from "../../support/service.ts";
import { startAccountEndpoint } from "../../unit/account-endpoint.ts";

describe("a walk of a stage without test recipients, by a caller whom the account tells nothing", () => {
  // Who reports what happened to messages is asked for its signature.
  const gateway = { use: "webhook", url: "https://messages.example.com/send" };
  const channels = {
    email: { from: "no-reply@latchkey.dev", providers: [{ use: "sendgrid" }] },
    sms: { providers: [{ use: "twilio", from: "+14155550100" }, gateway], spend: { dailyUsd: 20 } },
  };
  const settings = { channels };
  const logins = {
    apiKey: "a",
    verificationKey: SENDGRID_KEY,
    authToken: "a",
    secret: WEBHOOK_SECRET,
  };
  const config = parseStage(
    {
      prod: {
        settings,
        alarmEmail: "operators@latchkey.dev",
        env: { account: "111122223333", region: "eu-central-1" },
      },
    },
    "prod",
  );

  it("says so, skips what needs a sign-in or the account, and fails nothing", async () => {
    const { url } = await startTestService(
      {},
      {
        systemClock: () => Math.floor(Date.now() / 1000),
        override: () => ({
          settings: testSettings(settings),
          credentials: (() => Promise.resolve(logins)) as never,
        }),
      },
    );
    const account = await startAccountEndpoint();
    // The process is this file's alone.
    process.env.AWS_ENDPOINT_URL = account.options.endpoint;
    process.env.AWS_ACCESS_KEY_ID = process.env.AWS_SECRET_ACCESS_KEY = "test";
    const lines: string[] = [];
    const target = { url, local: false, stage: { name: "prod", config }, ...stageRecipients(config) };
    const { failed } = await runSmoke(target, (line) => lines.push(line));
    expect(lines.filter((line) => line.startsWith("failed"))).toEqual([]);
    expect(failed).toBe(0);
    const skipped = lines.filter((line) => line.startsWith("skipped")).join("\n");
    expect(skipped).toContain("needs a test recipient: settings.testRecipients");
    const denied = [...skipped.matchAll(/who runs this may not look: allow (.*)/g)].map(
      ([, actions]) => actions,
    );
    expect(denied).toEqual([
      "secretsmanager:GetSecretValue, dynamodb:Query",
      "sqs:GetQueueUrl, sqs:GetQueueAttributes",
      "cloudwatch:GetMetricData",
    ]);
    const reports = lines.filter((line) => line.includes("without its signature"));
    expect(reports).toHaveLength(3);
    for (const line of reports) expect(line).toMatch(/^ok /);
    expect(lines.join("\n")).toMatch(/^ok +the sign-in page is there/m);
    expect(withoutRecipient("prod")).toContain("stages.prod.settings.testRecipients");
  });
});
