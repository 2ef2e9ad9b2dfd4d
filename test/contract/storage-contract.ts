import { afterAll, beforeAll, describe } from "@jest/globals";
import { createTable, localClient } from "../../bin/local/database.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { challengeContract } from "./challenge-contract.ts";
import { codeContract } from "./grant-contract.ts";
import { limitsContract } from "./limits-contract.ts";
import { receiptContract } from "./receipt-contract.ts";
import { sendContract } from "./send-contract.ts";

/** What every engine under the service has to do alike. */
export function storageContract(
  engine: string,
  start: () => Promise<{ endpoint: string; stop(): Promise<void> }>,
): void {
  describe(`storage on ${engine}`, () => {
    let storage: Storage;
    let stop: () => Promise<void>;
    beforeAll(async () => {
      const running = await start();
      const client = localClient(running.endpoint);
      await createTable(client, "contract");
      storage = dynamoStorage(client, { tableName: "contract", retentionSeconds: 86_400 });
      stop = async () => {
        client.destroy();
        await running.stop();
      };
    });
    afterAll(() => stop());

    challengeContract(() => storage);
    sendContract(() => storage);
    receiptContract(() => storage);
    limitsContract(() => storage);
    codeContract(() => storage);
  });
}
