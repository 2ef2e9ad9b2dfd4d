import { beforeAll, describe } from "@jest/globals";
import { createTable, localClient } from "../../bin/local/database.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { closeLater } from "../support/close-later.ts";
import { challengeContract } from "./challenge-contract.ts";
import { codeContract } from "./grant-contract.ts";
import { limitsContract } from "./limits-contract.ts";
import { receiptContract } from "./receipt-contract.ts";
import { sendContract } from "./send-contract.ts";

/** What every engine under the service has to do alike. */
export function storageContract(engine: string, start: () => Promise<{ readonly endpoint: string }>): void {
  describe(`storage on ${engine}`, () => {
    let storage: Storage;
    beforeAll(async () => {
      const { endpoint } = await start();
      const client = localClient(endpoint);
      closeLater("the client of the table", () => client.destroy());
      await createTable(client, "contract");
      storage = dynamoStorage(client, { tableName: "contract", retentionSeconds: 86_400 });
    });

    challengeContract(() => storage);
    sendContract(() => storage);
    receiptContract(() => storage);
    limitsContract(() => storage);
    codeContract(() => storage);
  });
}
