import { beforeAll, describe, expect, it } from "@jest/globals";
import { deskRoutes } from "../../functions/routes/desk.ts";
import { mergeSettings } from "../../lib/stage-config.ts";
import {
  type AccountEndpoint,
  type ActionAnswer,
  inQuery,
  stackIn,
  startAccountEndpoint,
} from "./account-endpoint.ts";
import { mail, missing, stage } from "./ready-account.ts";
import { preflightOf } from "./preflight-of.ts";

let account: AccountEndpoint;
beforeAll(async () => {
  account = await startAccountEndpoint();
});

const OWNER = { arn: "arn:aws:iam::111122223333:role/owners", role: "owner" } as const;
const FOREIGN = { arn: "arn:aws:iam::999999999999:role/owners", role: "owner" } as const;
const SANDBOX = {
  GetAccount: mail({ ProductionAccessEnabled: false }),
  GetSMSSandboxAccountStatus: inQuery("<IsInSandbox>true</IsInSandbox>"),
};
const DEPLOYED = {
  "DescribeStacks latchkey-dev-data": stackIn("UPDATE_COMPLETE"),
  GetEmailIdentity: { json: { VerifiedForSendingStatus: true } },
};

/** The lines of preflight that are about the desk, of a stage that is not `prod`. */
async function desk(answers: Readonly<Record<string, ActionAnswer>>, admins: readonly object[] = [OWNER]) {
  const config = mergeSettings(stage, { sesSandbox: true, settings: { desk: { admins } } });
  const { ready, lines } = await preflightOf(account, answers, config, "dev");
  return { ready, lines: lines.filter((line) => line.includes("the desk's")) };
}

const calledBy = (arn: string) => ({
  GetCallerIdentity: inQuery(`<Account>111122223333</Account><Arn>${arn}</Arn>`),
});

describe("the desk's admins", () => {
  it("have an owner of the account, who asks", async () => {
    const { ready, lines } = await desk({});
    expect(lines).toEqual([
      "fine    the desk's admins: 1 may own it with credentials of this account",
      "fine    the desk's admins: your credentials are an owner's",
      "fine    the desk's secrets: the deployment makes them",
    ]);
    expect(ready).toBe(true);
  });

  it("stop the deployment where no owner has credentials of this account", async () => {
    const { ready, lines } = await desk({}, [FOREIGN]);
    expect(lines[0]).toContain("stop    the desk's admins: no owner of it has an ARN of this account");
    expect(ready).toBe(false);
  });

  it("are told of one of another account, whom the API does not let in", async () => {
    const { ready, lines } = await desk({}, [OWNER, FOREIGN]);
    expect(lines[1]).toContain(`note    the desk's admins: ${FOREIGN.arn}: of another account`);
    expect(ready).toBe(true);
  });

  it.each([
    ["no admin's", "arn:aws:sts::111122223333:assumed-role/deployers/ci"],
    ["no admin's", "arn:aws:iam::111122223333:user/owners"],
    ["a viewer's", "arn:aws:sts::111122223333:assumed-role/lookers/x"],
  ])("are told whose credentials ask: %s", async (whose, arn) => {
    const viewer = { arn: "arn:aws:iam::111122223333:role/lookers", role: "viewer" };
    const { ready, lines } = await desk(calledBy(arn), [OWNER, viewer]);
    expect(lines[1]).toContain(`note    the desk's admins: your credentials are ${whose}`);
    expect(ready).toBe(true);
  });

  it("get no code from the sandbox unless they are verified, by address or domain", async () => {
    const admins = [OWNER, { recipient: "anna@utility.example", role: "owner" }];
    const { ready, lines } = await desk(SANDBOX, admins);
    expect(lines[2]).toContain("SES is in the sandbox, and a***@utility.example is not verified");
    expect(ready).toBe(false);
    const verified = { ...SANDBOX, GetEmailIdentity: { json: { VerifiedForSendingStatus: true } } };
    expect((await desk({ ...DEPLOYED, ...verified }, admins)).lines.join()).not.toContain("sandbox");
  });

  it("get no SMS from the sandbox unless the number is verified, which is told", async () => {
    const { lines } = await desk(SANDBOX, [OWNER, { recipient: "+14155550123", role: "viewer" }]);
    expect(lines[2]).toMatch(/^note +the desk's admins: SMS are in the sandbox: a code reaches \+\*+23 only/);
  });
});

describe("the desk's secrets", () => {
  it("are those of all its functions, and there", async () => {
    const { ready, lines } = await desk({ ...DEPLOYED, DescribeSecret: { json: { Name: "a" } } });
    expect(lines.at(-1)).toBe("fine    the desk's secrets: they are there");
    expect(ready).toBe(true);
  });

  it("stop the deployment where one waits for its deletion", async () => {
    const answers = { ...DEPLOYED, DescribeSecret: { json: { Name: "a", DeletedDate: 1_795_000_000 } } };
    const { ready, lines } = await desk(answers);
    const named = lines.flatMap((line) => /stop .*latchkey\/dev\/(\w+) waits/.exec(line)?.[1] ?? []);
    expect(named.sort()).toEqual([...new Set(deskRoutes.flatMap(({ secrets }) => [...secrets]))].sort());
    expect(ready).toBe(false);
  });

  it("are told where they are not there, which a new release makes", async () => {
    const { ready, lines } = await desk({ ...DEPLOYED, DescribeSecret: missing });
    expect(lines.at(-1)).toContain("note    the desk's secrets: there is no latchkey/dev/");
    expect(ready).toBe(true);
  });
});

it("says nothing of a desk where there is none", async () => {
  const { channels, events } = stage.settings;
  const { lines } = await preflightOf(account, {}, { ...stage, settings: { channels, events } });
  expect(lines.join("\n")).not.toContain("the desk's");
});
