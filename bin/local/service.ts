import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Config, NO_SECRET_IDS } from "../../functions/config.ts";
import { create as callApps } from "../../functions/handlers/outbound.ts";
import { create as sendEvents } from "../../functions/handlers/send-events.ts";
import type { Observer } from "../../functions/observability/port.ts";
import { baseServices, type Services } from "../../functions/compose/base.ts";
import { faultPage, liveWords, pageFiles } from "../../functions/compose/pages.ts";
import { previews } from "../../functions/compose/previews.ts";
import { botCheckWith } from "../../functions/compose/bot-check.ts";
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
import { keyring } from "../../functions/keys/keyring.ts";
import { clientOrigins, type Settings } from "../../functions/settings.ts";
import type { Post } from "../../functions/outbound/port.ts";
import { poster } from "../../functions/outbound/post.ts";
import { formPoster } from "../../functions/outbound/post-form.ts";
import { readStreamRecord } from "../../functions/storage/dynamodb/challenge-item.ts";
import { readFactorRecord } from "../../functions/storage/dynamodb/factor-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { readWords } from "../../functions/words/check-words.ts";
import { type MovableClock, movableClock } from "./clock.ts";
import { localConsole } from "./console.ts";
import { createTable, type Database, startDatabase } from "./database.ts";
import { localEventParts } from "./events.ts";
import { liveServices } from "./live.ts";
import { allItems, expiry } from "./expiry.ts";
import { doorway, front, servedHere } from "./front.ts";
import { type Inbox, localInbox } from "./inbox.ts";
import { journal } from "./journal.ts";
import { outageSwitch } from "./outage.ts";
import { partsSwitch } from "./parts.ts";
import { localProviders } from "./providers.ts";
import { pump } from "./pump.ts";
import { localEventQueue, localOutbound, localQueues } from "./queues.ts";
import { renewTable } from "./renew-table.ts";
import { replay } from "./replay.ts";
import { localSecrets } from "./secrets.ts";
import { localUrl } from "./whence.ts";

/** The table of the local service. */
export const LOCAL_TABLE = "latchkey-local";

export interface LocalOptions {
  readonly settings: Settings;
  readonly port: number;
  readonly host: string;
  readonly dataFolder: string | undefined;
  /** Where the table lies that is not kept. @default in memory */
  readonly passingFolder?: string | undefined;
  /** What real providers log in with, where the settings name some. */
  readonly credentialsFile?: string | undefined;
  /** Where the owner's words lie; they are the built-in ones without it. */
  readonly wordsFolder?: string | undefined;
  /** The system's clock; the service's own can be moved ahead of it. */
  readonly systemClock?: () => number;
  readonly observer?: Observer;
  /** Calls push services, which are on the internet for a laptop too. */
  readonly postPush?: Post;
  /** How many shards the stream has for who counts; without any nothing is counted. @default 3 */
  readonly shards?: number | undefined;
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
  const parts = partsSwitch();
  // Before anything is opened: what is refused here ends the process.
  const { providers, credentials, providersOf } = await localProviders(
    { settings, clock: clock.now, random: randomBytes },
    inbox,
    options.credentialsFile,
    () => ({ ...services, post: options.postPush ?? poster({ nearby: false }) }),
  );
  const secrets = localSecrets(dataFolder === undefined ? undefined : join(dataFolder, "keys"), clock.now);

  const expiring = expiry(() => database.client, LOCAL_TABLE, clock.now);
  const changes = journal(dataFolder !== undefined);
  const database = await startDatabase(
    dataFolder === undefined ? options.passingFolder : join(dataFolder, "table"),
    (change) => {
      expiring.note(change);
      changes.push(change);
    },
    changes.log,
  );
  if (dataFolder !== undefined) await renewTable(database.client, LOCAL_TABLE, dataFolder);
  await createTable(database.client, LOCAL_TABLE);

  parts.watch(database.client);
  const door = doorway();
  const server = createServer(door.listener);
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
    secretIds: NO_SECRET_IDS,
    signingKeyIds: [],
    queueUrls: {},
    ...{ outboundQueueUrl: "", eventsQueueUrl: "", webhooksSecretId: "" },
    providersSecretId: "",
    botCheckSecretId: "",
    wordsFolder: options.wordsFolder,
    logLevel: "INFO",
  };
  const base = baseServices(config, {
    clock: clock.now,
    ...(options.observer && { observer: options.observer }),
  });
  const keys = keyring(secrets, clock.now);
  const queues = localQueues(() => (event) => deliver(event));
  const outbound = localOutbound((event) => call(event));
  const events = localEventQueue((event) => tell(event));
  const composed: Services = {
    ...base,
    ...localEventParts(settings, clock.now, events, options.credentialsFile),
    storage: dynamoStorage(database.client, {
      tableName: LOCAL_TABLE,
      retentionSeconds: settings.retentionSeconds,
      sessionSeconds: settings.session.ttlSeconds,
    }),
    readChange: readStreamRecord,
    readFactorChange: readFactorRecord,
    keys,
    signer: signerWith(keys, base),
    botCheck: botCheckWith(keys, base, credentials),
    hints: hintsWith(keys, base),
    cookies: cookies(base),
    queue: queues,
    postpone: queues.postpone,
    outbound,
    // What runs on a laptop calls what runs there too.
    postForm: formPoster({ nearby: true }),
    providers: outage.wrap(providers),
    compose: compose(base),
    composeNotice: composeNotice(base),
    deployedNotice: deployedNotice(base),
    credentials,
    locales: locales(base),
    spendMemory: spendMemory(),
    pageFiles: pageFiles(base),
    faultPage: faultPage(base),
    liveWords: liveWords(base),
    previews: previews(base),
  };
  const services: Services = { ...composed, ...options.override?.(composed, database) };
  const { deliver, consumers, endpoints } = await liveServices(
    services,
    (of) => outage.wrap(providersOf(of)),
    options.host,
    parts.guard,
  );
  const call = callApps(services);
  const tell = sendEvents(services);
  const stream = pump(consumers, clock.now, {
    ...(options.shards !== undefined && { shards: options.shards }),
  });
  await changes.follow(stream, database, clock.now());

  // Orders that waited in a queue are lost with it, so all is dispatched anew: that recognises what has been done.
  const again = await replay(database.client, LOCAL_TABLE, expiring, stream);

  const console = localConsole({
    services,
    inbox,
    clock,
    outage,
    parts,
    items: () => allItems(database.client, LOCAL_TABLE),
    sweep: expiring.sweep,
    rotate: secrets.rotate,
    keepsData: dataFolder !== undefined,
    listensAt: options.host,
  });
  const cors = { corsOrigins: settings.corsOrigins, clientOrigins: clientOrigins(settings) };
  door.open(front({ routes: servedHere(settings), endpoints, ...cors, console }));

  return {
    url,
    services,
    database,
    inbox,
    clock,
    async settled() {
      await again.ended;
      do {
        await stream.settled();
        await queues.settled();
        await outbound.settled();
        await events.settled();
      } while (stream.busy() || queues.busy() || outbound.busy() || events.busy());
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      again.stop();
      stream.stop();
      queues.stop();
      outbound.stop();
      events.stop();
      await Promise.all([expiring.stop(), stream.settled(), queues.settled(), outbound.settled()]);
      await Promise.all([events.settled(), again.ended]);
      await database.close();
    },
  };
}
