import { createTable, startDatabase } from "../../../bin/local/database.ts";
import { localSecrets } from "../../../bin/local/secrets.ts";
import { readConfig } from "../../../functions/config.ts";
import { parseSettingsText } from "../../../functions/settings/schema.ts";
import { keyring } from "../../../functions/keys/keyring.ts";
import type { Observer } from "../../../functions/observability/port.ts";
import { credentials } from "../../../functions/compose/providers.ts";
import { baseServices, type Services } from "../../../functions/compose/base.ts";
import { faultPage, liveWords, pageFiles } from "../../../functions/compose/pages.ts";
import { previews } from "../../../functions/compose/previews.ts";
import {
  compose,
  composeNotice,
  deployedNotice,
  cookies,
  hintsWith,
  locales,
  signerWith,
} from "../../../functions/compose/parts.ts";
import { spendMemory } from "../../../functions/flows/spend-memory.ts";
import { readStreamRecord } from "../../../functions/storage/dynamodb/challenge-item.ts";
import { readFactorRecord } from "../../../functions/storage/dynamodb/factor-item.ts";
import { dynamoStorage } from "../../../functions/storage/dynamodb/storage.ts";
import { startStandIns } from "./stand-ins.ts";
import { NO_EVENTS } from "../no-events.ts";

const TABLE = "latchkey-cold";

/** What functions are measured against: a table, and what answers in the place of AWS's other services. */
export interface ColdStage {
  /** The same service in this process, which makes what the functions are asked about. */
  servicesOf(json: string): Services;
  /** The environment of a function with these variables. */
  environmentOf(variables: readonly string[]): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startStage(): Promise<ColdStage> {
  const database = await startDatabase(undefined);
  const secrets = localSecrets(undefined, () => Math.floor(Date.now() / 1000));
  const standIns = await startStandIns(secrets);
  await createTable(database.client, TABLE);
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
    ...{ SECRET_ID_FACTOR: "factor", SECRET_ID_PUSH: "push" },
    SECRET_ID_PROVIDERS: "providers",
    QUEUE_URL_EMAIL: `${standIns.endpoint}/email`,
    ...{ QUEUE_URL_EVENTS: `${standIns.endpoint}/events`, SECRET_ID_WEBHOOKS: "webhooks" },
    QUEUE_URL_OUTBOUND: `${standIns.endpoint}/outbound`,
    QUEUE_URL_SMS: `${standIns.endpoint}/sms`,
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

  return {
    servicesOf(json) {
      const needs = { handler: "bare", table: ["GetItem"], secrets: ["cookie"], enqueues: true } as const;
      const base = baseServices(
        readConfig(
          { ...needs, secrets: ["recipient", "passcode", "cookie", "form", "signing"] },
          all,
          parseSettingsText(json),
        ),
      );
      // The parent's own sign-ins are no part of the measurement.
      const observer: Observer = { served: ignore, audit: ignore, measure: ignore, fault: ignore };
      const keys = keyring(secrets, base.clock);
      return {
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
        deployedNotice: deployedNotice(base),
        credentials: credentials(base),
        ...{ locales: locales(base), spendMemory: spendMemory() },
        pageFiles: pageFiles(base),
        faultPage: faultPage(base),
        liveWords: liveWords(base),
        previews: previews(base),
      };
    },
    environmentOf: (variables) => ({
      ...runtime,
      ...Object.fromEntries(variables.map((one) => [one, all[one] ?? ""])),
    }),
    async close() {
      await standIns.close();
      await database.close();
    },
  };
}

function ignore(): void {
  // Says nothing.
}
