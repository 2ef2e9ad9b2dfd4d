import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "@jest/globals";
import { createTable, type ItemChange } from "../../bin/local/database.ts";
import { replay } from "../../bin/local/replay.ts";
import { startTestDatabase } from "../support/start-database.ts";

const ITEMS = 8;

/** More than a megabyte, which is a page. */
const LARGE = "x".repeat(300_000);

it("brings every item once, a page at a time, also where the table is out of reach meanwhile", async () => {
  const { client } = await startTestDatabase();
  await createTable(client, "table");
  for (let n = 0; n < ITEMS; n += 1)
    await client.send(
      new PutItemCommand({
        TableName: "table",
        Item: { pk: { S: `p${n}` }, sk: { S: "s" }, text: { S: LARGE } },
      }),
    );
  const brought: string[] = [];
  const noted: string[] = [];
  const pages: number[] = [];
  let fails = 1;
  client.middlewareStack.add(
    (next) => (args) =>
      brought.length > 0 && fails-- > 0 ? Promise.reject(new Error("out of reach")) : next(args),
    { step: "initialize" },
  );
  const nameOf = (item: ItemChange["after"]) => item?.pk?.S ?? "";
  const { ended } = await replay(
    client,
    "table",
    { note: ({ after }) => void noted.push(nameOf(after)) },
    {
      replay: (item) => void brought.push(nameOf(item)),
      settled: () => Promise.resolve(void pages.push(brought.length)),
    },
  );
  expect(brought.length).toBeLessThan(ITEMS);
  await ended;
  expect(brought.toSorted()).toEqual(Array.from({ length: ITEMS }, (_, n) => `p${n}`));
  expect(noted).toEqual(brought);
  expect(pages.length).toBeGreaterThan(2);
  expect(fails).toBeLessThan(1);
});
