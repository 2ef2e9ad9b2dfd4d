import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { liveReport } from "../../../bin/deploy/live-report.ts";
import { liveChoiceOf } from "../../../bin/deploy/plan.ts";
import type { LiveGround } from "../../../functions/settings/live/live-path.ts";
import { permanentOf } from "../../../functions/settings/live/permanent.ts";
import { act } from "../../support/desk.ts";
import { aLiveChange } from "../../support/live.ts";
import { START, startTestService, type TestService, testSettings } from "../../support/service.ts";
import { startServer } from "../../support/start-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { jsonResult, queryResult, startAwsEndpoint } from "../../unit/aws-endpoint.ts";

jest.setTimeout(120_000);

const before: LiveGround = {
  deployed: testSettings({
    liveChanges: "on",
    limits: { originPerHour: 30 },
    channels: { email: { providers: ["inbox", "console"] }, sms: { countries: ["US", "DE"] } },
  }),
};
const deploying = (overrides: object = {}): LiveGround => ({
  deployed: testSettings({ liveChanges: "on", ...overrides }),
});

const CLOSED = aLiveChange(before, "limits.originPerHour", 10);
const OPENED = aLiveChange(before, "limits.originWrongPerHour", 40);
const STOPPED = aLiveChange(before, "channels.sms.countries", false, { entry: "DE" });

describe("a deployment over changes that were made live", () => {
  it.each<[string, LiveGround, readonly unknown[], readonly (string | RegExp)[]]>([
    ["goes past what it does not touch", before, [CLOSED, OPENED, STOPPED], []],
    [
      "tells what it deploys another value under, which holds on where it closes",
      deploying({ limits: { originPerHour: 20 } }),
      [CLOSED],
      ["limits.originPerHour: made over 30, and 20 is deployed now; it goes on to hold: 10"],
    ],
    [
      "tells what is needless, since it deploys the same",
      deploying({ limits: { originPerHour: 10 } }),
      [CLOSED],
      ["limits.originPerHour: made over 30, and 10 is deployed now, as the change says: it is needless"],
    ],
    [
      "tells what opens and would hold no more",
      deploying({ limits: { originWrongPerHour: 10 } }),
      [OPENED],
      [/^limits\.originWrongPerHour: opens, and was made over another deployed value.*; it is left out$/],
    ],
    [
      "tells what does not fit, like a country that it does not send to",
      deploying({ channels: { sms: { countries: ["US"] } } }),
      [STOPPED],
      [/^channels\.sms\.countries DE: /],
    ],
    [
      "tells what a newer release has made",
      before,
      [{ path: "brand.slogan", value: "x", scope: "pages" }],
      ["a change that this release cannot read is left out"],
    ],
    [
      "tells that it switches live changes off",
      deploying({ liveChanges: "off" }),
      [STOPPED],
      [/^channels\.sms\.countries DE: holds no more/],
    ],
  ])("%s", (_, ground, kept, lines) => {
    const report = liveReport(ground, kept, START);
    expect(report.lines).toEqual(
      lines.map((line) => (typeof line === "string" ? line : expect.stringMatching(line))),
    );
    expect(report.places).toHaveLength(lines.length);
  });

  it("does not tell of what has ended", () => {
    const ended = { ...STOPPED, until: START + 1 };
    expect(
      liveReport(deploying({ channels: { sms: { countries: ["US"] } } }), [ended], START + 1).lines,
    ).toEqual([]);
  });
});

describe("--live", () => {
  it.each([
    [["--context", "stage=prod", "--live", "keep"], ["--context", "stage=prod"], "keep"],
    [["--live=drop", "-c", "stage=prod"], ["-c", "stage=prod"], "drop"],
    [["-c", "stage=prod"], ["-c", "stage=prod"], undefined],
  ])("is no word of the CDK: %j", (given, words, choice) => {
    expect(liveChoiceOf(given, undefined)).toEqual({ words, choice });
  });

  it("is said by the environment where the command says nothing", () => {
    expect(liveChoiceOf([], "keep").choice).toBe("keep");
    expect(liveChoiceOf(["--live", "drop"], "keep").choice).toBe("drop");
  });

  it.each([["--live"], ["--live", "yes"], ["--live="]])("is keep or drop, and not %j %j", (...given) => {
    expect(() => liveChoiceOf(given, undefined)).toThrow(/^Say --live keep or --live drop/);
  });
});

describe("what to deploy in place of changes", () => {
  it("is said as cdk.json and files of words have it, and what ends or is no setting stays", () => {
    const kept = [
      ...[CLOSED, STOPPED],
      aLiveChange(before, "channels.email.providers", ["console"]),
      aLiveChange(before, "words", "Hello", { entry: "de/pages.signIn" }),
      aLiveChange(before, "networks.denied", true, { entry: "203.0.113.0/24" }),
      aLiveChange(before, "brand.name", "Acme", { until: START + 60 }),
    ];
    const { settings, words, staying } = permanentOf(before, kept, START);
    expect(settings).toEqual({
      limits: { originPerHour: 10 },
      channels: { sms: { countries: ["US"], spend: { prices: {} } }, email: { providers: ["console"] } },
    });
    expect(words).toEqual({ "de.json": { pages: { signIn: "Hello" } } });
    expect(staying).toEqual([
      "networks.denied 203.0.113.0/24: with a WAF, name the network in waf.deny",
      "brand.name: ends by itself",
    ]);
    const { deployed } = before;
    const channels = { ...deployed.channels, sms: { ...deployed.channels.sms, countries: ["US"] } };
    const after = { deployed: { ...deployed, limits: { ...deployed.limits, originPerHour: 10 }, channels } };
    // Once it is deployed, the changes are needless or gone, and nothing is less shut.
    expect(liveReport(after, [CLOSED], START).lines[0]).toContain("it is needless");
  });
});

describe("npm run deploy", () => {
  let service: TestService;
  let environment: Readonly<Record<string, string>>;
  let stagesWith: (liveChanges: "on" | "off") => string;
  beforeAll(async () => {
    service = await startTestService({
      liveChanges: "on",
      channels: { sms: { countries: ["US", "DE"] } },
    });
    const base = 0;
    const edits = [{ path: "channels.sms.countries", entry: "DE", value: false }];
    await act(service, "settings-set", { base, reason: "an attack", edits });
    const stands = "<StackName>s</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>";
    const output = `<Outputs><member><OutputKey>ApiUrl</OutputKey><OutputValue>${service.url}</OutputValue></member></Outputs>`;
    const aws = await startAwsEndpoint();
    aws.answer = ({ target }) =>
      target === undefined
        ? queryResult("DescribeStacks", `<Stacks><member>${stands}${output}</member></Stacks>`)
        : jsonResult({});
    const folder = temporaryFolder();
    const email = { from: "no-reply@acme.com", providers: ["ses"] };
    const sms = { providers: ["sns"], countries: ["US"] };
    const desk = { admins: [{ arn: "arn:aws:iam::111122223333:role/owners", role: "owner" }] };
    stagesWith = (liveChanges) => {
      const file = join(folder, `stages-${liveChanges}.json`);
      writeFileSync(
        file,
        JSON.stringify({ local: { settings: { liveChanges, desk, channels: { email, sms } } } }),
      );
      return file;
    };
    environment = {
      LATCHKEY_STAGES: stagesWith("on"),
      AWS_REGION: "us-east-1",
      ...{ AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
      AWS_ENDPOINT_URL_CLOUDFORMATION: aws.client.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: service.database.endpoint,
    };
  });

  const run = (...words: readonly string[]) =>
    new Promise<{ status: number; said: string }>((resolve) => {
      const file = join(import.meta.dirname, "../../../bin/deploy.ts");
      const env = { PATH: process.env.PATH, ...environment };
      execFile(process.execPath, [file, "--context", "stage=local", ...words], { env }, (error, out, err) => {
        resolve({ status: typeof error?.code === "number" ? error.code : 0, said: `${out}${err}` });
      });
    });

  it("stops before the CDK is called, with each change that it touches, and says how to go on", async () => {
    const { status, said } = await run();
    expect(status).toBe(1);
    expect(said).toMatch(/^- channels\.sms\.countries DE: /m);
    expect(said).toContain("Say --live keep");
    expect(said).not.toMatch(/^ +at /m);
  });

  it("stops where it cannot read them, and says what is missing", async () => {
    const closed = { ...environment, AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:9" };
    const known = environment;
    environment = closed;
    const { status, said } = await run();
    environment = known;
    expect(status).toBe(1);
    expect(said).toContain("could not be read");
    expect(said).toContain("dynamodb:GetItem");
    // What is to be dropped has to be read, also where live changes are off.
    environment = { ...closed, LATCHKEY_STAGES: stagesWith("off") };
    const dropping = await run("--live", "drop");
    environment = known;
    expect(dropping.status).toBe(1);
    expect(dropping.said).toContain("could not be read");
  });

  it("stops before the CDK is called where the desk does not let the pipeline's role drop them, and names the role", async () => {
    const { url } = await startServer(
      "the API before a desk that does not list the caller",
      (_, outgoing) => {
        outgoing.writeHead(403, { "content-type": "application/json" });
        outgoing.end('{"message":"not authorized to perform: execute-api:Invoke"}');
      },
    );
    const aws = await startAwsEndpoint();
    const stands = "<StackName>s</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>";
    const output = `<Outputs><member><OutputKey>ApiUrl</OutputKey><OutputValue>${url}</OutputValue></member></Outputs>`;
    const arn = "arn:aws:sts::111122223333:assumed-role/pipeline/GitHubActions";
    aws.answer = ({ body }) =>
      body.includes("GetCallerIdentity")
        ? queryResult("GetCallerIdentity", `<Arn>${arn}</Arn>`)
        : queryResult("DescribeStacks", `<Stacks><member>${stands}${output}</member></Stacks>`);
    const known = environment;
    environment = {
      ...known,
      AWS_ENDPOINT_URL_CLOUDFORMATION: aws.client.endpoint,
      AWS_ENDPOINT_URL_STS: aws.client.endpoint,
    };
    const { status, said } = await run("--live", "drop");
    environment = known;
    expect(status).toBe(1);
    expect(said).toContain("The stage is not deployed: the desk does not let who deploys take changes back.");
    expect(said).toContain('{"arn": "arn:aws:iam::111122223333:role/pipeline", "role": "owner"}');
    expect(said).toContain("POST/admin-api/settings-remove");
    expect(said).not.toMatch(/^ +at /m);
  });
});
