import { describe, expect, it } from "@jest/globals";
import type { Walk } from "../../../bin/smoke/case.ts";
import { deskCases } from "../../../bin/smoke/cases/desk.ts";
import { smokeClient } from "../../../bin/smoke/client.ts";
import { stageRecipients, withoutRecipient } from "../../../bin/smoke/recipients.ts";
import { runSmoke } from "../../../bin/smoke/run.ts";
import { parseStage } from "../../../lib/stage-config.ts";
import { SENDGRID_KEY, WEBHOOK_SECRET } from "../../support/signed-reports.ts";
import { startTestService, testSettings } from "../../support/service.ts";
import { startServer } from "../../support/start-server.ts";
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

describe("the lines of a desk that nothing is signed for", () => {
  const admins = [{ arn: "arn:aws:iam::111122223333:role/owners", role: "owner" }];
  const withDesk = parseStage({ dev: { settings: { desk: { admins } } } }, "dev");
  const closed = deskCases.filter(({ checks }) => checks.includes("signs nothing"));

  /** What they say of a desk that answers every call like this. */
  async function said(status: number, name: string): Promise<readonly (string | undefined)[]> {
    const { url } = await startServer("the desk", (_incoming, outgoing) => {
      outgoing.writeHead(status, {
        ...{ "content-type": "application/problem+json", "x-content-type-options": "nosniff" },
      });
      outgoing.end(JSON.stringify({ type: `urn:latchkey:problem:${name}`, status }));
    });
    const target = {
      url,
      local: false,
      stage: { name: "dev", config: withDesk },
      ...stageRecipients(withDesk),
    };
    const http = smokeClient(url, target.forgedAddress, AbortSignal.timeout(10_000));
    const walk: Walk = { target, http, learned: {}, note: () => undefined, pause: () => Promise.resolve() };
    const one = ({ run }: (typeof closed)[number]) =>
      run(walk).then(
        () => undefined,
        (error: unknown) => (error as Error).name,
      );
    return Promise.all(closed.map(one));
  }

  it("take the gateway's no for closed, under either of its names, and nothing else", async () => {
    expect(closed).toHaveLength(2);
    expect(await said(404, "not-found")).toEqual([undefined, undefined]);
    expect(await said(403, "forbidden")).toEqual([undefined, undefined]);
    expect(await said(200, "none")).toEqual(["Failed", "Failed"]);
  });
});
