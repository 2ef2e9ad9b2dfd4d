import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createTable, startDatabase } from "../../../bin/local/database.ts";
import { localSecrets } from "../../../bin/local/secrets.ts";
import { readConfig, variablesOf } from "../../../functions/config.ts";
import { keyring } from "../../../functions/keys/keyring.ts";
import type { Observer } from "../../../functions/observability/port.ts";
import {
  consumers,
  type HandlerName,
  routes,
  type FunctionName,
  type FunctionNeeds,
  functionsOf,
} from "../../../functions/routes.ts";
import { credentials } from "../../../functions/compose/providers.ts";
import { baseServices, type Services } from "../../../functions/compose/base.ts";
import { faultPage, pageFiles } from "../../../functions/compose/pages.ts";
import { compose, cookies, hintsWith, locales, signerWith } from "../../../functions/compose/parts.ts";
import { spendMemory } from "../../../functions/flows/spend-memory.ts";
import { parseSettings, type Settings } from "../../../functions/settings.ts";
import { readStreamRecord } from "../../../functions/storage/dynamodb/challenge-item.ts";
import { dynamoStorage } from "../../../functions/storage/dynamodb/storage.ts";
import { type BundledCode, bundleFiles, type bundleHandlers } from "../../../lib/constructs/code.ts";
import { parseStage } from "../../../lib/stage-config.ts";
import { cdkJson } from "../../infrastructure/cdk-json.ts";
import { BENCH_APP } from "./app-events.ts";
import { type MakeEvent, realEvents } from "./events.ts";
import { type ColdFunction, startLambda } from "./lambda.ts";
import { report, type Starts } from "./report.ts";
import { runtimeClient } from "./runtime-client.ts";
import { startStandIns } from "./stand-ins.ts";

const USAGE = `Measures cold starts: from the start of a fresh process of Lambda's runtime client to the answer to a first event.

  npm run bench:cold -- [--starts=12] [--only=verify-code,request-code] [--against=../another-checkout]

All functions take turns with a bare one that makes one UpdateItem, and with the same functions of other checkouts.
On a busy machine read the CPU times and their ratios.`;

const HERE = join(import.meta.dirname, "../../..");
const TABLE = "latchkey-cold";
const BARE = "bare";
const TWILIO = { use: "twilio", from: "+14155550199" };
const WEBHOOK = { use: "webhook", url: "https://messages.example.com/send" };

const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "12" },
    only: { type: "string" },
    against: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const starts = Number(values.starts);
const only = values.only?.split(",");
const others = values.against?.split(",").map((checkout) => resolve(checkout)) ?? [];

const rows = [...new Map([...routes, ...consumers].map((row) => [row.handler, row])).values()].filter(
  ({ handler }) => only?.includes(handler) ?? true,
);

if (values.help || !(starts >= 2) || rows.length === 0) console.log(USAGE);
else {
  const client = runtimeClient();
  if ("skipped" in client) console.log(`skipped: ${client.skipped}`);
  else await run(client.program);
}

interface Subject extends Starts {
  readonly name: string;
  readonly made: ColdFunction;
  readonly makeEvent: MakeEvent;
  readonly beside: Starts;
}

async function run(program: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-cold-"));
  const database = await startDatabase(undefined);
  const secrets = localSecrets(undefined, () => Math.floor(Date.now() / 1000));
  const standIns = await startStandIns(secrets);
  const lambda = await startLambda(program);
  try {
    await createTable(database.client, TABLE);
    bundleFiles(new Map([[BARE, join(import.meta.dirname, "bare.ts")]]), join(folder, BARE));
    const bundles = new Map<string, BundledCode>();
    for (const checkout of [HERE, ...others]) bundles.set(checkout, await bundleAsDeployed(checkout, folder));

    const { settings: deployed } = parseStage(cdkJson.context.stages, "prod");
    const sms = { ...deployed.channels.sms, providers: ["sns", TWILIO] };
    const email = { ...deployed.channels.email, providers: ["ses", "sendgrid", WEBHOOK] };
    const channels = { ...deployed.channels, email, sms };
    const settings = parsed({ ...deployed, channels, clients: [BENCH_APP] });
    const json = JSON.stringify(settings);
    const all: Readonly<Record<string, string>> = {
      STAGE: "cold",
      PUBLIC_URL: "https://otp.example.com",
      TABLE_NAME: TABLE,
      SECRET_ID_RECIPIENT: "recipient",
      SECRET_ID_PASSCODE: "passcode",
      SECRET_ID_COOKIE: "cookie",
      SECRET_ID_FORM: "form",
      SECRET_ID_SIGNING: "signing",
      SECRET_ID_VERIFYING: "verifying",
      SECRET_ID_FACTOR: "factor",
      SECRET_ID_PROVIDERS: "providers",
      QUEUE_URL_EMAIL: `${standIns.endpoint}/email`,
      QUEUE_URL_OUTBOUND: `${standIns.endpoint}/outbound`,
      QUEUE_URL_SMS: `${standIns.endpoint}/sms`,
    };
    const needs = { handler: BARE, table: ["GetItem"], secrets: ["cookie"], enqueues: true } as const;
    const base = baseServices(
      readConfig({ ...needs, secrets: ["recipient", "passcode", "cookie", "form", "signing"] }, all, json),
    );
    // The parent's own sign-ins are no part of the measurement.
    const observer: Observer = { served: ignore, audit: ignore, measure: ignore, fault: ignore };
    const keys = keyring(secrets, base.clock);
    const services: Services = {
      ...base,
      observer,
      storage: dynamoStorage(database.client, { tableName: TABLE, retentionSeconds: 86_400 }),
      readChange: readStreamRecord,
      keys,
      botCheck: undefined,
      signer: signerWith(keys, base),
      hints: hintsWith(keys, base),
      cookies: cookies(base),
      queue: { enqueue: () => Promise.resolve() },
      postpone: () => Promise.resolve(),
      outbound: { order: () => Promise.resolve() },
      postForm: () => Promise.resolve({ kind: "answered", status: 200 }),
      providers: { email: [], sms: [], whatsapp: [] },
      compose: compose(base),
      credentials: credentials(base),
      ...{ locales: locales(base), spendMemory: spendMemory() },
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
    const folderOf = (handler: HandlerName, checkout: string) =>
      bundles.get(checkout)?.(fileOf(handler, checkout), { stage: "cold", json }).path ?? "";
    const subject = (
      name: string,
      bundle: string,
      variables: readonly string[],
      makeEvent: MakeEvent,
      beside?: Starts,
    ): Subject => {
      const environment = {
        ...runtime,
        ...Object.fromEntries(variables.map((one) => [one, all[one] ?? ""])),
      };
      const own: Starts = { loaded: [], answered: [], cpu: [] };
      return { name, made: { folder: bundle, environment }, makeEvent, ...own, beside: beside ?? own };
    };
    const events = realEvents(services);
    let serial = 0;
    const bare = subject(BARE, join(folder, BARE, BARE), ["TABLE_NAME"], () => ({ key: `bare#${++serial}` }));
    const functions = rows.flatMap((row) => {
      const { handler } = row;
      const of = (checkout: string, name: string, beside: Starts) =>
        subject(
          name,
          folderOf(handler, checkout),
          variablesOf(needsOf(row), settings),
          events[handler],
          beside,
        );
      const ours = of(HERE, handler, bare);
      return [ours, ...others.map((checkout) => of(checkout, `  ${basename(checkout)}`, ours))];
    });
    const subjects = [bare, ...functions];

    // The first round fills the disk's cache and is not counted.
    for (let round = -1; round < starts; round++) {
      for (const { name, made, makeEvent, loaded, answered, cpu } of subjects) {
        const { answer, ...times } = await lambda.start(made, await makeEvent());
        check(name, answer);
        if (round < 0) continue;
        loaded.push(times.loadedAfter);
        answered.push(times.answeredAfter);
        cpu.push(times.cpu);
      }
    }
    console.log(report(starts, subjects));
  } finally {
    await lambda.close();
    await standIns.close();
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

/** Bundles the functions of a checkout as it deploys them. */
async function bundleAsDeployed(checkout: string, folder: string): Promise<BundledCode> {
  const code = (await import(join(checkout, "lib/constructs/code.ts"))) as {
    readonly bundleHandlers: typeof bundleHandlers;
  };
  const names = rows.map(({ handler }) => fileOf(handler, checkout));
  return code.bundleHandlers([...new Set(names)], join(folder, basename(checkout)));
}

/** The function of a handler, if it is a route's; an older checkout may have one for each. */
function functionOf(handler: HandlerName): FunctionName | undefined {
  return routes.find((route) => route.handler === handler)?.function;
}

/** What a checkout bundles of a handler. One of the channels stands for all of them. */
function fileOf(handler: HandlerName, checkout: string): string {
  if (handler === "deliver-code") return "deliver-code-email";
  return existsSync(join(checkout, "functions/entries")) ? (functionOf(handler) ?? handler) : handler;
}

function needsOf(row: FunctionNeeds & { readonly handler: HandlerName }): FunctionNeeds {
  return functionsOf(routes).find(({ handler }) => handler === functionOf(row.handler)) ?? row;
}

/** A function that refuses is fast, and says nothing about one that works. */
function check(name: string, answer: unknown): void {
  const { statusCode = 200, batchItemFailures = [] } = (answer ?? {}) as {
    readonly statusCode?: number;
    readonly batchItemFailures?: readonly object[];
  };
  if (statusCode >= 400 || batchItemFailures.length > 0)
    throw new Error(`${name} did not do its work: ${JSON.stringify(answer).slice(0, 300)}`);
}

function parsed(settings: object): Settings {
  const result = parseSettings(settings);
  if ("faults" in result) throw new Error(result.faults.join("\n"));
  return result.settings;
}

function ignore(): void {
  // Says nothing.
}
