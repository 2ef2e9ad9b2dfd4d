import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createTable, startDatabase } from "../../../bin/local/database.ts";
import { localSecrets } from "../../../bin/local/secrets.ts";
import { readConfig, SETTINGS_FILE, variablesOf } from "../../../functions/config.ts";
import { keyring } from "../../../functions/keys/keyring.ts";
import { consumers, routes } from "../../../functions/routes.ts";
import { credentials } from "../../../functions/compose/providers.ts";
import { baseServices, type Services } from "../../../functions/compose/base.ts";
import { faultPage, pageFiles } from "../../../functions/compose/pages.ts";
import { compose, cookies, locales, signerWith } from "../../../functions/compose/parts.ts";
import { readChange } from "../../../functions/storage/dynamodb/challenge-item.ts";
import { dynamoStorage } from "../../../functions/storage/dynamodb/storage.ts";
import { bundleFiles } from "../../../lib/constructs/code.ts";
import { parseStage } from "../../../lib/stage-config.ts";
import { cdkJson } from "../../infrastructure/cdk-json.ts";
import { median, quantile, ratioInterval } from "../statistics.ts";
import { BENCH_APP } from "./app-events.ts";
import { type MakeEvent, realEvents } from "./events.ts";
import { type ColdFunction, startLambda } from "./lambda.ts";
import { runtimeClient } from "./runtime-client.ts";
import { startStandIns } from "./stand-ins.ts";

const USAGE = `Measures cold starts: from the start of a fresh process of Lambda's runtime client to the answer to a first event.

  npm run bench:cold -- [--starts=12] [--only=verify-code,request-code]

All functions take turns with a bare one that makes one UpdateItem; on a busy machine read the ratios, not the times.`;

const HANDLERS = join(import.meta.dirname, "../../../functions/handlers");
const TABLE = "latchkey-cold";
const BARE = "bare";

const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "12" },
    only: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const starts = Number(values.starts);
const only = values.only?.split(",");
const rows = [...new Map([...routes, ...consumers].map((row) => [row.handler, row])).values()].filter(
  ({ handler }) => only?.includes(handler) ?? true,
);
if (values.help || !(starts >= 2) || rows.length === 0) console.log(USAGE);
else {
  const client = runtimeClient();
  if ("skipped" in client) console.log(`skipped: ${client.skipped}`);
  else await run(client.program);
}

interface Subject {
  readonly made: ColdFunction;
  readonly makeEvent: MakeEvent;
  readonly loaded: number[];
  readonly answered: number[];
}

async function run(program: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-cold-"));
  const database = await startDatabase(undefined);
  const secrets = localSecrets(undefined, () => Math.floor(Date.now() / 1000));
  const standIns = await startStandIns(secrets);
  const lambda = await startLambda(program);
  try {
    await createTable(database.client, TABLE);
    const files = rows.map(
      // One of the channels stands for all of them.
      ({ handler }) =>
        [
          handler,
          join(HANDLERS, `${handler === "deliver-code" ? "deliver-code-email" : handler}.ts`),
        ] as const,
    );
    bundleFiles(new Map([...files, [BARE, join(import.meta.dirname, "bare.ts")]]), folder);

    const { settings } = parseStage(cdkJson.context.stages, "prod");
    const json = JSON.stringify({ ...settings, clients: [BENCH_APP] });
    for (const [name] of files) writeFileSync(join(folder, name, SETTINGS_FILE), json);
    const all: Readonly<Record<string, string>> = {
      STAGE: "cold",
      PUBLIC_URL: "https://otp.example.com",
      TABLE_NAME: TABLE,
      SECRET_ID_RECIPIENT: "recipient",
      SECRET_ID_PASSCODE: "passcode",
      SECRET_ID_COOKIE: "cookie",
      SECRET_ID_SIGNING: "signing",
      QUEUE_URL_EMAIL: `${standIns.endpoint}/email`,
      QUEUE_URL_SMS: `${standIns.endpoint}/sms`,
    };
    const needs = { handler: BARE, table: ["GetItem"], secrets: ["cookie"], enqueues: true } as const;
    const base = baseServices(
      readConfig({ ...needs, secrets: ["recipient", "passcode", "cookie", "signing"] }, all, json),
    );
    const silent = { served: ignore, audit: ignore, count: ignore, fault: ignore };
    const keys = keyring(secrets, base.clock);
    const services: Services = {
      ...base,
      observer: { ...base.observer, ...silent },
      storage: dynamoStorage(database.client, { tableName: TABLE, retentionSeconds: 86_400 }),
      readChange,
      keys,
      signer: signerWith(keys, base),
      cookies: cookies(base),
      queue: { enqueue: () => Promise.resolve() },
      postpone: () => Promise.resolve(),
      providers: { email: [], sms: [], whatsapp: [] },
      compose: compose(base),
      credentials: credentials(base),
      locales: locales(base),
      pageFiles: pageFiles(base),
      faultPage: faultPage(base),
    };
    const runtime = {
      AWS_LAMBDA_FUNCTION_NAME: "cold",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1024",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/cold",
      AWS_LAMBDA_LOG_STREAM_NAME: "cold",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "cold",
      AWS_SECRET_ACCESS_KEY: "cold",
      AWS_ENDPOINT_URL: standIns.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    };
    const subject = (name: string, variables: readonly string[], makeEvent: MakeEvent): Subject => ({
      made: {
        folder: join(folder, name),
        environment: { ...runtime, ...Object.fromEntries(variables.map((one) => [one, all[one] ?? ""])) },
      },
      makeEvent,
      loaded: [],
      answered: [],
    });
    const events = realEvents(services);
    let serial = 0;
    const bare = subject(BARE, ["TABLE_NAME"], () => ({ key: `bare#${++serial}` }));
    const subjects = new Map<string, Subject>([
      [BARE, bare],
      ...rows.map(
        (row) =>
          [row.handler, subject(row.handler, variablesOf(row, settings), events[row.handler])] as const,
      ),
    ]);

    // The first round fills the disk's cache and is not counted.
    for (let round = -1; round < starts; round++) {
      for (const [name, { made, makeEvent, loaded, answered }] of subjects) {
        const { answer, ...times } = await lambda.start(made, await makeEvent());
        check(name, answer);
        if (round < 0) continue;
        loaded.push(times.loadedAfter);
        answered.push(times.answeredAfter);
      }
    }
    report(subjects, bare);
  } finally {
    await lambda.close();
    await standIns.close();
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

/** A function that refuses is fast, and says nothing about one that works. */
function check(name: string, answer: unknown): void {
  const { statusCode = 200, batchItemFailures = [] } = answer as {
    readonly statusCode?: number;
    readonly batchItemFailures?: readonly object[];
  };
  if (statusCode >= 400 || batchItemFailures.length > 0)
    throw new Error(`${name} did not do its work: ${JSON.stringify(answer).slice(0, 300)}`);
}

function report(subjects: ReadonlyMap<string, Subject>, bare: Subject): void {
  console.log(
    `\n${starts} cold starts each, in milliseconds; in brackets the middle half, and where the ratio lies with 95 %\n`,
  );
  console.log(["function", "loaded", "answered", "middle half", "to the bare one"].map(column).join(""));
  for (const [name, { loaded, answered }] of subjects) {
    const [low, high] = ratioInterval(answered, bare.answered);
    const ratio = `${(median(answered) / median(bare.answered)).toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
    const half = `[${quantile(answered, 0.25).toFixed(0)}, ${quantile(answered, 0.75).toFixed(0)}]`;
    console.log(
      [name, median(loaded).toFixed(0), median(answered).toFixed(0), half, ratio].map(column).join(""),
    );
  }
}

function column(text: string): string {
  return text.padEnd(17);
}

function ignore(): void {
  // The parent's own sign-ins are no part of the measurement.
}
