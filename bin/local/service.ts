import { once } from "node:events";
import { createServer } from "node:http";
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Config } from "../../functions/config.ts";
import { create as deliverCode } from "../../functions/handlers/deliver-code.ts";
import { create as dispatch } from "../../functions/handlers/dispatch.ts";
import type { Observer } from "../../functions/observability/port.ts";
import { routes } from "../../functions/routes.ts";
import { baseServices, type Services } from "../../functions/compose/base.ts";
import { faultPage, pageFiles } from "../../functions/compose/pages.ts";
import { compose, cookies, locales, signerWith } from "../../functions/compose/parts.ts";
import { keyring } from "../../functions/keys/keyring.ts";
import { clientOrigins, type Settings } from "../../functions/settings.ts";
import { readStreamRecord } from "../../functions/storage/dynamodb/challenge-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { readWords } from "../../functions/words/check-words.ts";
import { type MovableClock, movableClock } from "./clock.ts";
import { localConsole } from "./console.ts";
import { createTable, type Database, startDatabase } from "./database.ts";
import { localEndpoints } from "./endpoints.ts";
import { allItems, expiry } from "./expiry.ts";
import { front } from "./front.ts";
import { type Inbox, localInbox } from "./inbox.ts";
import { outageSwitch } from "./outage.ts";
import { localProviders } from "./providers.ts";
import { pump } from "./pump.ts";
import { localQueues } from "./queues.ts";
import { localSecrets } from "./secrets.ts";

/** The table of the local service. */
export const LOCAL_TABLE = "latchkey-local";

export interface LocalOptions {
  readonly settings: Settings;
  readonly port: number;
  readonly host: string;
  readonly dataFolder: string | undefined;
  /** What real providers log in with, where the settings name some. */
  readonly credentialsFile?: string | undefined;
  /** Where the owner's words lie; they are the built-in ones without it. */
  readonly wordsFolder?: string | undefined;
  /** The system's clock; the service's own can be moved ahead of it. */
  readonly systemClock?: () => number;
  readonly observer?: Observer;
  /** Takes the place of some services. */
  readonly override?: (services: Services, database: Database) => Partial<Services>;
}

export interface LocalService {
  readonly url: string;
  readonly services: Services;
  readonly database: Database;
  readonly inbox: Inbox;
  readonly clock: MovableClock;
  /** Resolves when everything that was written has been delivered and booked, as far as it can be now. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** The whole service in one process: the deployed handlers around an embedded table, stream, queues and HTTP front. */
export async function startLocalService(options: LocalOptions): Promise<LocalService> {
  const { settings, dataFolder } = options;
  // Wrong words are refused before anything is opened that would have to be closed.
  readWords(options.wordsFolder);
  if (dataFolder !== undefined) mkdirSync(dataFolder, { recursive: true });
  const clock = movableClock(dataFolder, options.systemClock);
  const inbox = localInbox(dataFolder);
  const outage = outageSwitch();
  // Before anything is opened: what is refused here ends the process.
  const { providers, credentials } = await localProviders(
    { settings, clock: clock.now },
    inbox,
    options.credentialsFile,
  );
  const secrets = localSecrets(dataFolder === undefined ? undefined : join(dataFolder, "keys"), clock.now);

  const expiring = expiry(() => database.client, LOCAL_TABLE, clock.now);
  const database = await startDatabase(
    dataFolder === undefined ? undefined : join(dataFolder, "table"),
    (change) => {
      expiring.note(change);
      stream.push(change);
    },
  );
  await createTable(database.client, LOCAL_TABLE);

  const server = createServer();
  server.listen(options.port, options.host);
  await once(server, "listening").catch(async (error: unknown) => {
    // The process would wait for the open table for ever, with the port taken by another one.
    await expiring.stop();
    await database.close();
    throw error;
  });
  const url = localUrl(options.host, (server.address() as AddressInfo).port);

  const config: Config = {
    stage: "local",
    publicUrl: url,
    settings,
    tableName: LOCAL_TABLE,
    secretIds: { recipient: "", passcode: "", cookie: "", form: "", signing: "" },
    signingKeyIds: [],
    queueUrls: {},
    providersSecretId: "",
    wordsFolder: options.wordsFolder,
    logLevel: "INFO",
  };
  const base = baseServices(config, {
    clock: clock.now,
    ...(options.observer && { observer: options.observer }),
  });
  const keys = keyring(secrets, clock.now);
  const queues = localQueues(() => (event) => deliver(event));
  const composed: Services = {
    ...base,
    storage: dynamoStorage(database.client, {
      tableName: LOCAL_TABLE,
      retentionSeconds: settings.retentionSeconds,
    }),
    readChange: readStreamRecord,
    keys,
    signer: signerWith(keys, base),
    cookies: cookies(base),
    queue: queues,
    postpone: queues.postpone,
    providers: outage.wrap(providers),
    compose: compose(base),
    credentials,
    locales: locales(base),
    pageFiles: pageFiles(base),
    faultPage: faultPage(base),
  };
  const services: Services = { ...composed, ...options.override?.(composed, database) };
  const deliver = deliverCode(services);
  const stream = pump([dispatch(services)], clock.now);

  // What the last run left undone: dispatching recognises what has been done.
  for (const after of await allItems(database.client, LOCAL_TABLE)) {
    expiring.note({ before: undefined, after });
    stream.push({ before: undefined, after });
  }

  const items = () => allItems(database.client, LOCAL_TABLE);
  const loopbackOnly = ["127.0.0.1", "::1", "localhost"].includes(options.host);
  const console = localConsole({
    services,
    inbox,
    clock,
    outage,
    items,
    sweep: expiring.sweep,
    rotate: secrets.rotate,
    loopbackOnly,
  });
  const endpoints = localEndpoints(services);
  const cors = { corsOrigins: settings.corsOrigins, clientOrigins: clientOrigins(settings) };
  server.on("request", front({ routes, endpoints, ...cors, console }));

  return {
    url,
    services,
    database,
    inbox,
    clock,
    async settled() {
      do {
        await stream.settled();
        await queues.settled();
      } while (stream.busy() || queues.busy());
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      stream.stop();
      queues.stop();
      await Promise.all([expiring.stop(), stream.settled(), queues.settled()]);
      await database.close();
    },
  };
}

/** The address to print and to sign tokens with: browsers treat localhost as secure, whatever it resolves to. */
function localUrl(host: string, port: number): string {
  const name = ["127.0.0.1", "::1", "0.0.0.0", "::"].includes(host) ? "localhost" : host;
  return `http://${name}:${port}`;
}
