import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { allItems } from "../../../bin/local/expiry.ts";
import { startDatabase } from "../../../bin/local/database.ts";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { startTestService } from "../../support/service.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const TABLE = { TableName: LOCAL_TABLE };
const SOON = (client: DynamoDBClient) => ({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 });
const REGISTERED = { registration: "registered" };

/** Makes the table of a folder as releases before the index have made it, with the items that are in it now. */
async function withoutIndex(
  dataFolder: string,
  act: (client: DynamoDBClient) => Promise<void>,
): Promise<void> {
  const { client, close } = await startDatabase(join(dataFolder, "table"));
  const items = await allItems(client, LOCAL_TABLE);
  await client.send(new DeleteTableCommand(TABLE));
  await waitUntilTableNotExists(SOON(client), TABLE);
  await client.send(
    new CreateTableCommand({
      TableName: LOCAL_TABLE,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  await waitUntilTableExists(SOON(client), TABLE);
  for (const Item of items) await client.send(new PutItemCommand({ TableName: LOCAL_TABLE, Item }));
  await act(client);
  await close();
}

/** A folder with an open challenge, a session and a customer, as the release before has left them. */
async function kept() {
  const dataFolder = temporaryFolder();
  const before = await startTestService(REGISTERED, { dataFolder });
  for (const recipient of ["anna@example.com", "+14155550123"])
    await before.post("/_local/customers", { recipient, customerId: "c-1" });
  const { body } = await before.post("/otp/verify", await before.challenge());
  const open = await before.challenge("+14155550123");
  await before.close();
  return { dataFolder, bearer: { authorization: `Bearer ${String(body.sessionToken)}` }, open };
}

describe("a table that a release before the index has kept", () => {
  it("is made anew with all its items, and finds its customers by their id", async () => {
    const { dataFolder, bearer, open } = await kept();
    await withoutIndex(dataFolder, () => Promise.resolve());
    const service = await startTestService(REGISTERED, { dataFolder });
    expect((await service.get("/otp/session", bearer)).status).toBe(200);
    expect((await service.post("/otp/verify", open)).status).toBe(200);
    expect(await service.services.storage.customers.listContacts("c-1")).toHaveLength(2);
    expect(existsSync(join(dataFolder, "table-before-index.json"))).toBe(false);
  });

  it("loses nothing where the first start broke off amid it", async () => {
    const { dataFolder, bearer } = await kept();
    await withoutIndex(dataFolder, async (client) => {
      const items = await allItems(client, LOCAL_TABLE);
      writeFileSync(join(dataFolder, "table-before-index.json"), JSON.stringify(items));
      for (const { pk, sk } of items)
        await client.send(new DeleteItemCommand({ TableName: LOCAL_TABLE, Key: { pk: pk!, sk: sk! } }));
    });
    const service = await startTestService(REGISTERED, { dataFolder });
    expect((await service.get("/otp/session", bearer)).status).toBe(200);
    expect(await service.services.storage.customers.listContacts("c-1")).toHaveLength(2);
  });
});
