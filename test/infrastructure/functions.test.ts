import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { SES_CONFIGURATION_SET, variablesOf } from "../../functions/config.ts";
import {
  type Consumer,
  consumers,
  type FunctionNeeds,
  functionsOf as routeFunctions,
} from "../../functions/routes.ts";
import { parseStage } from "../../lib/stage-config.ts";
import { allGrants, DECRYPTS_TABLE, functionNamed, permissionsOf } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { routes } from "./served-routes.ts";
import { cdkJson } from "./cdk-json.ts";
import { ofType, type Synthesized, synthesize } from "./synthesize.ts";
import { reasonOf, WILDCARDS } from "./wildcards.ts";

interface Environment {
  readonly Variables: Readonly<Record<string, unknown>>;
}

const app = await synthesize("prod", {}, { bundled: true });
const { data, service } = app;

interface Row extends FunctionNeeds {
  readonly name: string;
  readonly summary: string;
  readonly source?: Consumer["source"];
}

const rows: readonly Row[] = [
  ...[
    ...routeFunctions(routes),
    ...consumers.filter(({ source }) => !["queue", "outbound", "events"].includes(source)),
  ].map((row) => ({
    ...row,
    name: row.handler,
  })),
  ...consumers
    .filter(({ source }) => source === "queue")
    .flatMap((row) => [
      { ...row, name: `${row.handler}-email` },
      // Receipts of SMS name the provider's message alone, and a further try has to be paid.
      {
        ...row,
        keys: [...("keys" in row ? row.keys : []), "message" as const, "spend" as const],
        name: `${row.handler}-sms`,
      },
    ]),
];

const LOGS = ["logs:CreateLogStream on its log group", "logs:PutLogEvents on its log group"];
const reads = (queue: string) =>
  ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"].map(
    (action) => `sqs:${action} on ${queue}`,
  );
const follows = (failed: string) => [
  ...["DescribeStream", "GetRecords", "GetShardIterator"].map(
    (action) => `dynamodb:${action} on latchkey-prod.StreamArn`,
  ),
  "dynamodb:ListStreams on latchkey-prod/stream/*",
  `sqs:SendMessage on ${failed}`,
];

/** What a function may do beyond what its row says, because of what invokes it or whom it calls. */
const FURTHER: Readonly<Record<string, readonly string[]>> = {
  dispatch: follows("latchkey-prod-dispatch-failed"),
  bookkeep: follows("latchkey-prod-bookkeep-failed"),
  "record-receipt": ["sqs:SendMessage on latchkey-prod-record-receipt-failed"],
  "deliver-code-email": [
    ...reads("latchkey-prod-email"),
    ...["example.com", "no-reply@example.com"].map(
      (identity) =>
        `ses:SendRawEmail on arn:aws:ses:eu-central-1:111122223333:identity/${identity}` +
        " if ses:FromAddress StringEquals no-reply@example.com",
    ),
    "ses:SendRawEmail on arn:aws:ses:eu-central-1:111122223333:configuration-set/latchkey-prod" +
      " if ses:FromAddress StringEquals no-reply@example.com",
  ],
  "deliver-code-sms": [
    ...reads("latchkey-prod-sms"),
    "sns:Publish on *",
    "Deny sns:Publish on arn:aws:sns:*:*:*",
  ],
};

/** A provider that neither stage of cdk.json has. */
const MESSAGING = {
  settings: {
    channels: {
      sms: { providers: [{ use: "aws-sms", originationIdentity: `phone-${"0".repeat(32)}` }] },
    },
  },
};

/** In which partitions a role may do something; a call that names none is refused. */
const partitions = ({ keys = [] }: FunctionNeeds) =>
  ` if dynamodb:LeadingKeys ForAllValues:StringLike ${keys.map((key) => `${key}#*`).join(" or ")}` +
  " if dynamodb:LeadingKeys Null false";

/** What a function reads beyond what its row says. */
const FURTHER_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  "deliver-code-email": ["QUEUE_URL_EMAIL", SES_CONFIGURATION_SET],
  "deliver-code-sms": ["QUEUE_URL_SMS"],
};

describe.each(rows)("the function $name", ({ name, summary, ...needs }) => {
  const { Properties } = functionNamed(service, `latchkey-prod-${name}`);

  it("may do what its row in routes.ts says, and nothing else", () => {
    const expected = [
      ...LOGS,
      ...needs.table.map((action) => `dynamodb:${action} on latchkey-prod${partitions(needs)}`),
      ...(needs.table.length > 0 || needs.source === "stream" ? [DECRYPTS_TABLE] : []),
      ...needs.secrets.map((secret) => `secretsmanager:GetSecretValue on latchkey/prod/${secret}`),
      ...(needs.enqueues
        ? ["sqs:SendMessage on latchkey-prod-email", "sqs:SendMessage on latchkey-prod-sms"]
        : []),
      ...(FURTHER[name] ?? []),
    ];
    expect(permissionsOf(app, service, `latchkey-prod-${name}`)).toEqual(expected.sort());
  });

  it("has exactly the variables that it reads, in less than Lambda's 4 KiB", () => {
    const { Variables } = Properties.Environment as Environment;
    const expected = [
      ...variablesOf(needs, parseStage(cdkJson.context.stages, "prod").settings),
      ...(FURTHER_VARIABLES[name] ?? []),
    ];
    expect(Object.keys(Variables).sort()).toEqual(expected.sort());
    expect(Buffer.byteLength(JSON.stringify(Variables))).toBeLessThan(4096);
  });

  it("runs on Node 24 and arm64, and says what it is for", () => {
    expect(Properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
    });
    expect(Properties.Description).toContain(summary);
  });
});

describe("the functions of a stage", () => {
  it("start with the environment that the stack gives them", async () => {
    const starts = await Promise.all(rows.map(async ({ name }) => [name, await start(name)]));
    expect(starts).toEqual(rows.map(({ name }) => [name, "starts"]));
  });

  it("are those of routes.ts, for addresses, consumers and each channel's queue, and one of the deployment", () => {
    const names = ofType(service, "AWS::Lambda::Function").map(({ Properties }) => Properties.FunctionName);
    const expected = [...rows.map(({ name }) => name), "set-sms-account"];
    expect(names.sort()).toEqual(expected.map((name) => `latchkey-prod-${name}`).sort());
  });

  it("share no role", () => {
    const roles = ofType(service, "AWS::Lambda::Function").map(({ Properties }) =>
      JSON.stringify(Properties.Role),
    );
    expect(new Set(roles).size).toBe(roles.length);
  });

  it("find customers in the index alone, and only those that sign out everywhere in registered mode", async () => {
    const registered = await synthesize("prod", { settings: { registration: "registered" } });
    const onIndex = (stage: Synthesized, name: string) =>
      permissionsOf(stage, stage.service, `latchkey-prod-${name}`).filter((grant) =>
        grant.includes("/index/"),
      );
    const query =
      "dynamodb:Query on latchkey-prod/index/customers" +
      " if dynamodb:LeadingKeys ForAllValues:StringEquals customer if dynamodb:LeadingKeys Null false";
    for (const { name } of rows) {
      expect([name, onIndex(registered, name)]).toEqual([name, name === "session" ? [query] : []]);
      expect([name, onIndex(app, name)]).toEqual([name, []]);
    }
    expect(
      permissionsOf(registered, registered.service, "latchkey-prod-session").filter(
        (grant) => grant === DECRYPTS_TABLE,
      ),
    ).toHaveLength(1);
  });

  it("have wildcards only where a reason says that AWS knows nothing narrower", async () => {
    const grants = [app, await synthesize("dev"), await synthesize("dev", MESSAGING)].flatMap((stage) => [
      ...allGrants(stage, stage.data),
      ...allGrants(stage, stage.service),
    ]);
    // A condition's wildcard makes a grant narrower.
    const wild = grants.filter((grant) => grant.replace(/ if .*$/, "").includes("*"));
    expect(wild.filter((grant) => reasonOf(grant) === undefined)).toEqual([]);
    const needless = WILDCARDS.filter(([pattern]) => !wild.some((grant) => pattern.test(grant)));
    expect(needless).toEqual([]);
  });

  it("keep their logs for the configured time, and beyond the stack in prod", () => {
    const groups = [...ofType(data, "AWS::Logs::LogGroup"), ...ofType(service, "AWS::Logs::LogGroup")];
    // Those that SNS names are its own, with whole numbers in them.
    for (const group of groups.filter(({ Properties }) => Properties.LogGroupName === undefined))
      expect(group).toMatchObject({
        Properties: { RetentionInDays: 90 },
        DeletionPolicy: "RetainExceptOnCreate",
      });
  });
});

/** Loads a function's bundle as Lambda does: in a process of its own, which has the function's variables and no others. */
function start(name: string): Promise<string> {
  const { Variables } = functionNamed(service, `latchkey-prod-${name}`).Properties.Environment as Environment;
  const values = Object.entries(Variables).map(([key, value]) => [key, nameOf(value, service, app)]);
  const folder = app.codeFolder(name);
  const lambda = {
    ...{ AWS_LAMBDA_FUNCTION_NAME: name, AWS_REGION: "eu-central-1", LAMBDA_TASK_ROOT: folder },
  };
  const env = { ...(Object.fromEntries(values) as Record<string, string>), ...lambda };
  const bundle = JSON.stringify(join(folder, "index.mjs"));
  const check = `import(${bundle}).then(({ handler }) => process.exit(typeof handler === "function" ? 0 : 3))`;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--eval", check], { env }, (error, _stdout, stderr) =>
      resolve(error === null && stderr === "" ? "starts" : `${error?.message ?? ""}${stderr}`),
    );
  });
}
