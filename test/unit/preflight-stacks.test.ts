import { beforeAll, describe, expect, it } from "@jest/globals";
import { mergeSettings } from "../../lib/stage-config.ts";
import {
  type AccountEndpoint,
  type ActionAnswer,
  stackIn,
  startAccountEndpoint,
} from "./account-endpoint.ts";
import { preflightOf } from "./preflight-of.ts";
import { stage } from "./ready-account.ts";

let account: AccountEndpoint;
beforeAll(async () => {
  account = await startAccountEndpoint();
});

/** What preflight says of the stage `prod`. */
async function preflight(answers: Readonly<Record<string, ActionAnswer>>, override: object = {}) {
  const { ready, lines } = await preflightOf(account, answers, mergeSettings(stage, override));
  return {
    ready,
    printed: lines.join("\n"),
    about: (looksAt: string) => lines.filter((line) => line.includes(looksAt)),
  };
}

describe("a stack of the stage", () => {
  const STANDS = {
    "DescribeStacks latchkey-prod-data": stackIn("UPDATE_COMPLETE"),
    GetEmailIdentity: { json: { VerifiedForSendingStatus: true } },
  };
  const service = async (status: string) => {
    const { ready, about } = await preflight({
      ...STANDS,
      "DescribeStacks latchkey-prod-service": stackIn(status),
    });
    return { ready, line: about("the stage's stacks")[1] ?? "" };
  };

  it.each([
    [
      "UPDATE_ROLLBACK_FAILED",
      "aws cloudformation continue-update-rollback --stack-name latchkey-prod-service",
    ],
    ["UPDATE_FAILED", "aws cloudformation rollback-stack --stack-name latchkey-prod-service"],
  ])("that has stood is brought back, and not deleted: %s", async (status, command) => {
    const { ready, line } = await service(status);
    expect(line).toMatch(new RegExp(`^stop .* is ${status}\n`));
    expect(line).toContain(command);
    expect(line).not.toMatch(/then delete/);
    expect(line).toContain("Never delete the stack");
    expect(ready).toBe(false);
  });

  it.each(["CREATE_FAILED", "ROLLBACK_FAILED"])("that never stood is deleted: %s", async (status) => {
    expect((await service(status)).line).toMatch(/^stop .*\n.*then delete the stack/);
  });

  it("that never stood and holds nothing is deleted by the next deployment", async () => {
    const { ready, line } = await service("ROLLBACK_COMPLETE");
    expect(line).toMatch(/^note .*\n.*deletes it by itself/);
    expect(ready).toBe(true);
  });

  it.each(["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS"])(
    "that is being changed is waited for: %s",
    async (status) => {
      expect((await service(status)).line).toMatch(/^stop .*\n +wait until/);
    },
  );

  it.each(["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS"])(
    "is fine where a deployment starts: %s",
    async (status) => {
      const { ready, line } = await service(status);
      expect(line).toMatch(/^fine/);
      expect(ready).toBe(true);
    },
  );

  it("whose making is under way holds its own names", async () => {
    const { printed } = await preflight({
      "DescribeStacks latchkey-prod-data": stackIn("CREATE_IN_PROGRESS"),
      DescribeTable: { json: { Table: { TableName: "latchkey-prod" } } },
    });
    expect(printed).not.toContain("the table latchkey-prod is there");
  });
});

it("a stack of the CDK that never stood is no bootstrap", async () => {
  const { about } = await preflight({ "DescribeStacks CDKToolkit": stackIn("ROLLBACK_COMPLETE") });
  expect(about("account and region")[1]).toMatch(/^stop .*not bootstrapped/);
});

describe("log groups", () => {
  const groups = (...names: string[]) => ({
    DescribeLogGroups: { json: { logGroups: names.map((logGroupName) => ({ logGroupName })) } },
  });

  it("of a stage whose name begins alike are its own", async () => {
    const { ready, printed } = await preflight(groups("latchkey-prod-eu-service-ApiLogs0A1B2C-d3e4"), {
      waf: { enabled: true, logs: true },
    });
    expect(printed).not.toContain("prod-eu");
    expect(ready).toBe(true);
    const another = await preflight(groups("aws-waf-logs-latchkey-prod-eu"), {
      waf: { enabled: true, logs: true },
    });
    expect(another.printed).not.toContain("aws-waf-logs");
  });

  it("of the firewall stay behind, and hold their name", async () => {
    const answers = groups("aws-waf-logs-latchkey-prod");
    const { ready, printed } = await preflight(answers, { waf: { enabled: true, logs: true } });
    expect(printed).toContain(
      "stop    names that the stage will take: the log group aws-waf-logs-latchkey-prod is there",
    );
    expect(ready).toBe(false);
    expect((await preflight(answers)).ready).toBe(true);
  });
});

it("a secret that browsers are bound to is looked at where notifications are on", async () => {
  const taken = { DescribeSecret: { json: { Name: "a" } } };
  const push = { settings: { factors: { push: { contact: "mailto:ops@latchkey.dev" } } } };
  expect((await preflight(taken, push)).printed).toContain("the secret latchkey/prod/push is there");
  expect((await preflight(taken)).printed).not.toContain("latchkey/prod/push");
});

describe("the sender's identity, where the stage makes none", () => {
  const own = { createEmailIdentity: false };
  const verified = { json: { VerifiedForSendingStatus: true } };
  const pending = { json: { VerifiedForSendingStatus: false } };
  const sender = async (answers: Readonly<Record<string, ActionAnswer>>) => {
    const { ready, about } = await preflight(answers, own);
    return { ready, line: about("the sender's identity")[0] };
  };

  it.each([{}, { "GetEmailIdentity latchkey.dev": pending }])(
    "may be its address alone, and preflight says what that lacks: %j",
    async (domain) => {
      const { ready, line } = await sender({ ...domain, "GetEmailIdentity no-reply@latchkey.dev": verified });
      expect(line).toMatch(/^note .*the sender's address in latchkey\.dev is verified.*\n.*DKIM/);
      expect(ready).toBe(true);
    },
  );

  it("is the domain's where that is verified, whatever the address is", async () => {
    const answers = {
      "GetEmailIdentity latchkey.dev": verified,
      "GetEmailIdentity no-reply@latchkey.dev": pending,
    };
    expect(await sender(answers)).toMatchObject({
      ready: true,
      line: expect.stringMatching(/^fine .*latchkey\.dev is verified/),
    });
  });

  it("stops the deployment where neither is verified, and says what is waited for", async () => {
    expect((await sender({ "GetEmailIdentity no-reply@latchkey.dev": pending })).line).toMatch(
      /^stop .*\n.*open the link/,
    );
    expect((await sender({ "GetEmailIdentity latchkey.dev": pending })).line).toMatch(
      /^stop .*\n.*DKIM records/,
    );
    expect((await sender({})).line).toMatch(/^stop .*has no identity here/);
  });
});

describe("a zone", () => {
  const zone = (name: string, isPrivate: boolean) =>
    `<HostedZone><Id>/hostedzone/Z</Id><Name>${name}</Name><CallerReference>a</CallerReference><Config><PrivateZone>${String(isPrivate)}</PrivateZone></Config></HostedZone>`;
  const listed = (...each: readonly string[]) => ({
    ListHostedZonesByName: {
      xml: `<ListHostedZonesByNameResponse><HostedZones>${each.join("")}</HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesByNameResponse>`,
    },
  });

  it("that is public is found behind a private one of its name, as with split-horizon DNS", async () => {
    const { about } = await preflight(listed(zone("latchkey.dev.", true), zone("latchkey.dev.", false)));
    expect(about("DNS zones")[0]).toMatch(/^fine .*id\.latchkey\.dev is in the zone latchkey\.dev\./);
  });

  it("that is private alone is none: no resolver outside asks it", async () => {
    const { about } = await preflight(listed(zone("latchkey.dev.", true)));
    expect(about("DNS zones")[0]).toMatch(/^note .*no public zone of id\.latchkey\.dev is in this account/);
  });
});
