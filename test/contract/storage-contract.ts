import { beforeAll, describe, expect, it } from "@jest/globals";
import { createTable, localClient } from "../../bin/local/database.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { closeLater } from "../support/close-later.ts";
import { breakerContract } from "./breaker-contract.ts";
import { challengeContract } from "./challenge-contract.ts";
import { customerContract } from "./customer-contract.ts";
import { type TableItems, tableItems } from "../support/table-items.ts";
import { damagedItemContract } from "./damaged-item-contract.ts";
import { deliveryContract } from "./delivery-contract.ts";
import { deviceContract } from "./device-contract.ts";
import { factorContract } from "./factor-contract.ts";
import { factorLaneContract } from "./factor-lane-contract.ts";
import { resetContract } from "./reset-contract.ts";
import { grantContract } from "./grant-contract.ts";
import { ledgerContract } from "./ledger-contract.ts";
import { limitsContract } from "./limits-contract.ts";
import { originContract } from "./origin-contract.ts";
import { liveSettingsContract } from "./live-settings-contract.ts";
import { passkeyContract } from "./passkey-contract.ts";
import { pushContract } from "./push-contract.ts";
import { provedContract } from "./proved-contract.ts";
import { receiptContract } from "./receipt-contract.ts";
import { sendContract } from "./send-contract.ts";
import { spendContract } from "./spend-contract.ts";
import { statisticsContract } from "./statistics-contract.ts";
import { openedIn } from "./writes.ts";
import { START } from "../support/service.ts";

/** What every engine under the service has to do alike. */
export function storageContract(engine: string, start: () => Promise<{ readonly endpoint: string }>): void {
  describe(`storage on ${engine}`, () => {
    let storage: Storage;
    let items: TableItems;
    beforeAll(async () => {
      const { endpoint } = await start();
      const client = localClient(endpoint);
      closeLater("the client of the table", () => client.destroy());
      await createTable(client, "contract");
      items = tableItems(client, "contract");
      storage = dynamoStorage(client, { tableName: "contract", retentionSeconds: 86_400 });
    });

    challengeContract(() => storage);
    provedContract(() => storage);
    sendContract(
      () => storage,
      () => items,
    );
    receiptContract(
      () => storage,
      () => items,
    );
    ledgerContract(() => storage);
    limitsContract(() => storage);
    deviceContract(
      () => storage,
      () => items,
    );
    breakerContract(() => storage);
    deliveryContract(() => storage);
    spendContract(
      () => storage,
      () => items,
    );
    originContract(
      () => storage,
      () => items,
    );
    grantContract(() => storage);
    factorLaneContract(() => storage);
    factorContract(() => storage);
    passkeyContract(() => storage);
    resetContract(
      () => storage,
      () => items,
    );
    pushContract(() => storage);
    customerContract(
      () => storage,
      () => items,
    );
    statisticsContract(
      () => storage,
      () => items,
    );
    liveSettingsContract(
      () => storage,
      () => items,
    );
    damagedItemContract(
      () => storage,
      () => items,
    );

    it("has stores with the same verb, each of which reads its own items of one recipient", async () => {
      const challenge = await openedIn(storage);
      const { recipientKey } = challenge;
      await storage.customers.put(recipientKey, { customerId: "c-7", status: "blocked" });
      await storage.suppressions.keep(recipientKey, { reason: "bounce", until: START + 60 }, START);
      expect(await storage.challenges.read(challenge)).toEqual(challenge);
      expect(await storage.customers.read(recipientKey)).toEqual({
        customerId: "c-7",
        status: "blocked",
      });
      expect(await storage.suppressions.read(recipientKey, START)).toMatchObject({ reason: "bounce" });
    });
  });
}
