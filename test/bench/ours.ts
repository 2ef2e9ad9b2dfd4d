import { localEndpoints } from "../../bin/local/endpoints.ts";
import { localClient } from "../../bin/local/database.ts";
import { front } from "../../bin/local/front.ts";
import { localSecrets } from "../../bin/local/secrets.ts";
import { type Config, NO_SECRET_IDS } from "../../functions/config.ts";
import { rememberDevice } from "../../functions/flows/remember-device.ts";
import type { Endpoint } from "../../functions/http/endpoint.ts";
import { keyring } from "../../functions/keys/keyring.ts";
import { routes } from "../../functions/routes.ts";
import { credentials } from "../../functions/compose/providers.ts";
import { baseServices, type Services } from "../../functions/compose/base.ts";
import { faultPage, liveWords, pageFiles } from "../../functions/compose/pages.ts";
import { previews } from "../../functions/compose/previews.ts";
import {
  compose,
  composeNotice,
  deployedNotice,
  cookies,
  hintsWith,
  locales,
  signerWith,
  spendMemory,
} from "../../functions/compose/parts.ts";
import { parseSettings } from "../../functions/settings/schema.ts";
import { readStreamRecord } from "../../functions/storage/dynamodb/challenge-item.ts";
import { readFactorRecord } from "../../functions/storage/dynamodb/factor-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { APP } from "./app.ts";
import { serve } from "./child.ts";
import { TABLES } from "./engines.ts";
import { FACTORS, ORIGIN_HEADER, PASSKEY_HOST, STRONG } from "./flow.ts";
import { NO_EVENTS } from "./no-events.ts";

// The deployed handlers with the default settings, one app, and a ceiling for SMS that no measurement reaches; with strong codes,
// or second factors and passkeys, and the secrets of a folder, where the arguments say so. And the deployed functions' own
// observer: a log line for each request and each decision, and the metrics, written to standard output. What follows the
// answer, the table's stream and the queues, is no part of a request and not attached.
const [, , endpoint = "", mode, secretsFolder] = process.argv;
const parsed = parseSettings({
  clients: [APP],
  limits: { strong: mode === STRONG ? "always" : "after-failures" },
  ...(mode === FACTORS && { secondFactor: "optional", factors: { passkeys: { rpId: PASSKEY_HOST } } }),
  channels: { sms: { spend: { dailyUsd: 1_000_000 } } },
});
if ("faults" in parsed) throw new Error(parsed.faults.join("\n"));
const { settings } = parsed;
const clock = () => Math.floor(Date.now() / 1000);
const keys = keyring(localSecrets(secretsFolder, clock), clock);
const { key } = await keys.current("passcode");
const passkeyEndpoints =
  mode === FACTORS ? (await import("../../bin/local/passkey-endpoints.ts")).passkeyEndpoints : undefined;

await serve(key, (port) => {
  const config: Config = {
    stage: "bench",
    publicUrl: `http://127.0.0.1:${port}`,
    settings,
    tableName: TABLES.ours,
    secretIds: NO_SECRET_IDS,
    signingKeyIds: [],
    queueUrls: {},
    ...{ outboundQueueUrl: "", eventsQueueUrl: "", webhooksSecretId: "" },
    providersSecretId: "",
    botCheckSecretId: "",
    logLevel: "INFO",
  };
  const base = baseServices(config, { clock });
  const { tableName } = config;
  const { retentionSeconds } = settings;
  const services: Services = {
    ...base,
    ...NO_EVENTS,
    storage: knowingDevices(dynamoStorage(localClient(endpoint), { tableName, retentionSeconds })),
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
    spendMemory: spendMemory(),
    compose: compose(base),
    composeNotice: composeNotice(base),
    deployedNotice: deployedNotice(base),
    credentials: credentials(base),
    locales: locales(base),
    pageFiles: pageFiles(base),
    faultPage: faultPage(base),
    liveWords: liveWords(base),
    previews: previews(base),
  };
  const all = { ...localEndpoints(services), ...passkeyEndpoints?.(services) };
  const endpoints = Object.entries(all).map(([name, endpoint]) => [name, fromManyOrigins(endpoint)]);
  return front({
    routes,
    endpoints: Object.fromEntries(endpoints) as Record<string, Endpoint>,
    corsOrigins: [],
    console: () => Promise.resolve(undefined),
  });
});

/** Makes a new device known before the answer, as the table's stream does after it; only what prepares a measurement asks for it. */
function knowingDevices(storage: Services["storage"]): Services["storage"] {
  const approve: typeof storage.challenges.approve = async (at, write) => {
    const result = await storage.challenges.approve(at, write);
    if (result.kind === "done" && write.device !== undefined)
      await rememberDevice({ storage }, result.challenge);
    return result;
  };
  return { ...storage, challenges: { ...storage.challenges, approve } };
}

/** All connections come from this machine, but the people whom they stand for do not share one network. */
function fromManyOrigins(endpoint: Endpoint): Endpoint {
  return (event, context) => {
    const origin = event.headers[ORIGIN_HEADER];
    if (origin !== undefined) event.requestContext.identity.sourceIp = origin;
    return endpoint(event, context);
  };
}
