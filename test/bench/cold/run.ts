import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createTable, startDatabase } from "../../../bin/local/database.ts";
import { localSecrets } from "../../../bin/local/secrets.ts";
import { readConfig } from "../../../functions/config.ts";
import { keyring } from "../../../functions/keys/keyring.ts";
import type { Observer } from "../../../functions/observability/port.ts";
import { consumers, type HandlerName, routes } from "../../../functions/routes.ts";
import { credentials } from "../../../functions/compose/providers.ts";
import { baseServices, type Services } from "../../../functions/compose/base.ts";
import { faultPage, pageFiles } from "../../../functions/compose/pages.ts";
import {
  compose,
  composeNotice,
  cookies,
  hintsWith,
  locales,
  signerWith,
} from "../../../functions/compose/parts.ts";
import { spendMemory } from "../../../functions/flows/spend-memory.ts";
import { readStreamRecord } from "../../../functions/storage/dynamodb/challenge-item.ts";
import { readFactorRecord } from "../../../functions/storage/dynamodb/factor-item.ts";
import { dynamoStorage } from "../../../functions/storage/dynamodb/storage.ts";
import { bundleFiles } from "../../../lib/constructs/code.ts";
import { bundleCheckout, type Checkout } from "./checkout.ts";
import { type MakeEvent, realEvents } from "./events.ts";
import { type ColdFunction, startLambda } from "./lambda.ts";
import { releaseBefore } from "./release-before.ts";
import { compare, report, type Starts } from "./report.ts";
import { runtimeClient } from "./runtime-client.ts";
import { startStandIns } from "./stand-ins.ts";
import { NO_EVENTS } from "../no-events.ts";

const USAGE = `Measures cold starts: from the start of a fresh process of Lambda's runtime client to the answer to a first event.

  npm run bench:cold -- [--starts=12] [--only=verify-code,request-code] [--against=../another-checkout]
                      [--client=plain]

All functions take turns with a bare one that makes one UpdateItem, and with the same functions of other checkouts.
request-code and verify-code take turns with those of the release before, too, where git knows it: a start should take at most
5 ms longer than there. On a busy machine read the CPU times and their ratios.
--client=plain starts them under a few lines of our own, where AWS's runtime client cannot be built.`;

const HERE = join(import.meta.dirname, "../../..");
const TABLE = "latchkey-cold";
const BARE = "bare";
const PLAIN_CLIENT = "plain-client";

/** How much longer than in the release before a start should take at most. */
const MOST_SLOWER_MS = 5;

/** What is held against it: what a person waits for first. */
const HELD: readonly HandlerName[] = ["request-code", "verify-code"];

const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "12" },
    only: { type: "string" },
    against: { type: "string" },
    client: { type: "string", default: "aws" },
    help: { type: "boolean", default: false },
  },
});

const starts = Number(values.starts);
const only = values.only?.split(",");
const against = values.against?.split(",").map((checkout) => resolve(checkout)) ?? [];

const handlers = [...new Set([...routes, ...consumers].map(({ handler }) => handler))].filter(
  (handler) => only?.includes(handler) ?? true,
);
const held = handlers.filter((handler) => HELD.includes(handler));

if (values.help || !(starts >= 2) || handlers.length === 0) console.log(USAGE);
else {
  const client = values.client === "plain" ? { program: undefined } : runtimeClient();
  if ("skipped" in client) console.log(`skipped: ${client.skipped}`);
  else await run(client.program);
}

interface Subject extends Starts {
  readonly name: string;
  readonly made: ColdFunction;
  readonly makeEvent: MakeEvent;
  readonly beside: Starts;
}

/** @param program of the runtime client; without it the plain one */
async function run(program: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-cold-"));
  const release = held.length > 0 ? releaseBefore(HERE) : undefined;
  if (release && "skipped" in release) console.log(`no release to compare with: ${release.skipped}`);
  const released = release && "root" in release ? release : undefined;
  const database = await startDatabase(undefined);
  const secrets = localSecrets(undefined, () => Math.floor(Date.now() / 1000));
  const standIns = await startStandIns(secrets);
  const helpers = new Map(
    [BARE, PLAIN_CLIENT].map((name) => [name, join(import.meta.dirname, `${name}.ts`)]),
  );
  bundleFiles(helpers, folder);
  const lambda = await startLambda(program ?? join(folder, PLAIN_CLIENT, "index.mjs"));
  try {
    await createTable(database.client, TABLE);
    const ours = await bundleCheckout(HERE, handlers, join(folder, "ours"));
    const others: [Checkout, readonly HandlerName[]][] = [];
    for (const [index, root] of against.entries())
      others.push([await bundleCheckout(root, handlers, join(folder, `other-${index}`)), handlers]);
    if (released) {
      const bundled = await bundleCheckout(released.root, held, join(folder, "release"));
      others.push([{ ...bundled, name: released.name }, held]);
    }
    const { json } = ours;
    const all: Readonly<Record<string, string>> = {
      STAGE: "cold",
      PUBLIC_URL: "https://otp.example.com",
      TABLE_NAME: TABLE,
      SECRET_ID_RECIPIENT: "recipient",
      SECRET_ID_PASSCODE: "passcode",
      SECRET_ID_COOKIE: "cookie",
      SECRET_ID_FORM: "form",
      ...{ SECRET_ID_SIGNING: "signing", SECRET_ID_VERIFYING: "verifying" },
      ...{ SECRET_ID_FACTOR: "factor", SECRET_ID_PUSH: "push", SECRET_ID_PROVIDERS: "providers" },
      QUEUE_URL_EMAIL: `${standIns.endpoint}/email`,
      ...{ QUEUE_URL_EVENTS: `${standIns.endpoint}/events`, SECRET_ID_WEBHOOKS: "webhooks" },
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
      ...NO_EVENTS,
      observer,
      storage: dynamoStorage(database.client, { tableName: TABLE, retentionSeconds: 86_400 }),
      readChange: readStreamRecord,
      readFactorChange: readFactorRecord,
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
      composeNotice: composeNotice(base),
      credentials: credentials(base),
      ...{ locales: locales(base), spendMemory: spendMemory() },
      ...{ pageFiles: pageFiles(base), faultPage: faultPage(base) },
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
    const bare = subject(BARE, join(folder, BARE), ["TABLE_NAME"], () => ({ key: `bare#${++serial}` }));
    const of = (handler: HandlerName, checkout: Checkout, name: string, beside: Starts) => {
      const { folder: bundle, variables } = checkout.deployed(handler);
      return subject(name, bundle, variables, events[handler], beside);
    };
    const pairs: [HandlerName, Subject, Subject][] = [];
    const functions = handlers.flatMap((handler) => {
      const own = of(handler, ours, handler, bare);
      const theirs = others.filter(([, all]) => all.includes(handler));
      const rows = theirs.map(([checkout]) => of(handler, checkout, `  ${checkout.name}`, own));
      const last = rows.at(-1);
      if (last && released && held.includes(handler)) pairs.push([handler, own, last]);
      return [own, ...rows];
    });
    const inOrder = [bare, ...functions];
    const subjects = [...inOrder];

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
      // Who starts first changes: what runs beside hits all of them alike.
      subjects.reverse();
    }
    console.log(report(starts, inOrder));
    for (const [handler, now, before] of pairs) {
      const { text, slower } = compare(
        `${handler} beside ${before.name.trim()}`,
        now,
        before,
        MOST_SLOWER_MS,
      );
      console.log(text);
      if (slower) process.exitCode = 1;
    }
  } finally {
    await lambda.close();
    await standIns.close();
    await database.close();
    released?.remove();
    rmSync(folder, { recursive: true });
  }
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

function ignore(): void {
  // Says nothing.
}
