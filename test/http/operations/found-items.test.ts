import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { createTable } from "../../../bin/local/database.ts";
import { itemsOf } from "../../../bin/find/items.ts";
import { startTestDatabase } from "../../support/start-database.ts";

describe("the items about one person in a stage without a desk", () => {
  it("are all found, also where they are more than one answer of the table holds", async () => {
    const { client } = await startTestDatabase();
    await createTable(client, "latchkey-prod");
    const put = (pk: string, sk: string, note: string) =>
      client.send(
        new PutItemCommand({
          TableName: "latchkey-prod",
          Item: { pk: { S: pk }, sk: { S: sk }, note: { S: note } },
        }),
      );
    const names = ["a", "b", "c", "d"];
    for (const name of names) await put("recipient#anna", name, "n".repeat(350_000));
    await put("recipient#ben", "a", "another person's");
    const found = await itemsOf(client, "latchkey-prod", "recipient#anna");
    expect(found.map(({ sk }) => sk)).toEqual(names);
  });
});
