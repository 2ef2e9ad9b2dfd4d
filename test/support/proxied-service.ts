import { localClient } from "../../bin/local/database.ts";
import { LOCAL_TABLE } from "../../bin/local/service.ts";
import type { Services } from "../../functions/compose/base.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { type DatabaseProxy, startDatabaseProxy } from "./database-proxy.ts";
import { startTestService, type TestService } from "./service.ts";

/** A service whose every call to the table goes through a proxy. */
export interface ProxiedService extends TestService {
  readonly proxy: DatabaseProxy;
}

/** @param attached whether the stream's consumers run; without them, only requests call the table */
export async function startProxiedService(
  settings: unknown = {},
  attached = true,
  over: Partial<Services> = {},
): Promise<ProxiedService> {
  const proxy = await startDatabaseProxy();
  const service = await startTestService(settings, {
    override(services, database) {
      proxy.target = database.endpoint;
      const { retentionSeconds, session } = services.settings;
      const options = { tableName: LOCAL_TABLE, retentionSeconds, sessionSeconds: session.ttlSeconds };
      return {
        storage: dynamoStorage(localClient(proxy.endpoint), options),
        ...(!attached && { readChange: () => undefined, readFactorChange: () => undefined }),
        ...over,
      };
    },
  });
  return { ...service, proxy };
}
