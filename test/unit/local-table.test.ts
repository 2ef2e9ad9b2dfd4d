import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { createTable, type Database, localClient, startDatabase } from "../../bin/local/database.ts";
import { expiry } from "../../bin/local/expiry.ts";
import { closeLater } from "../support/close-later.ts";
import { eventually } from "../support/eventually.ts";

const TABLE = "table";

async function startTable(): Promise<Database> {
  const database = await startDatabase(undefined);
  closeLater("the table", () => database.close());
  await createTable(database.client, TABLE);
  return database;
}

const keyOf = (sk: string) => ({ pk: { S: "partition" }, sk: { S: sk } });

describe("a table whose partitions are read again and again", () => {
  it("holds on to nothing that was overwritten", async () => {
    const { client } = await startTable();
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const held = () => {
      collect();
      return process.memoryUsage().arrayBuffers / 1_000_000;
    };
    const rounds = async (count: number) => {
      for (let round = 0; round < count; round += 1) {
        const text = { S: String(round).padEnd(200_000) };
        await client.send(new PutItemCommand({ TableName: TABLE, Item: { ...keyOf("one"), text } }));
        await client.send(
          new QueryCommand({
            TableName: TABLE,
            KeyConditionExpression: "pk = :pk",
            ExpressionAttributeValues: { ":pk": { S: "partition" } },
            Limit: 1,
          }),
        );
      }
    };
    await rounds(10);
    const before = held();
    await rounds(100);
    // Each of the hundred that stayed open would hold 200 kB; what calls have left goes by and by.
    const isLittle = (after: number) => after - before < 8;
    expect((await eventually(held, isLittle)) - before).toBeLessThan(8);
  }, 60_000);
});

describe("an item whose time has passed", () => {
  it("is deleted, also where the table was out of reach at first; one that was given more time is not", async () => {
    const { client } = await startTable();
    const nowhere = localClient("http://127.0.0.1:9", { maxAttempts: 1 });
    closeLater("a client", () => {
      nowhere.destroy();
      return Promise.resolve();
    });
    let reached = nowhere;
    const { note, sweep, stop } = expiry(
      () => reached,
      TABLE,
      () => 100,
    );
    closeLater("expiry", stop);
    const put = async (sk: string, seconds: number) => {
      const after = { ...keyOf(sk), ttl: { N: String(seconds) } };
      await client.send(new PutItemCommand({ TableName: TABLE, Item: after }));
      return after;
    };
    const isThere = async (sk: string) =>
      (await client.send(new GetItemCommand({ TableName: TABLE, Key: keyOf(sk) }))).Item !== undefined;

    note({ before: undefined, after: await put("passed", 100) });
    note({ before: undefined, after: await put("to come", 101) });
    const before = await put("moved", 99);
    note({ before: undefined, after: before });
    note({ before, after: await put("moved", 500) });
    await sweep();
    expect(await isThere("passed")).toBe(true);
    reached = client;
    await sweep();
    expect(await Promise.all(["passed", "to come", "moved"].map(isThere))).toEqual([false, true, true]);
  });
});

describe("a folder that goes with its process", () => {
  it("is gone when the process has ended, and so is one that a killed process left behind", () => {
    const left = join(tmpdir(), "latchkey-local-999999999-killed");
    mkdirSync(left, { recursive: true });
    const place = JSON.stringify(join(import.meta.dirname, "../../bin/local/passing-folder.ts"));
    const script = `
      import { existsSync, statSync } from "node:fs";
      const { passingFolder } = await import(${place});
      const folder = passingFolder();
      console.log(JSON.stringify({ folder, there: existsSync(folder), mode: statSync(folder).mode & 0o777 }));`;
    const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      encoding: "utf8",
    });
    const { folder, ...seen } = JSON.parse(printed) as { folder: string; there: boolean; mode: number };
    expect(seen).toEqual({ there: true, mode: 0o700 });
    expect([existsSync(folder), existsSync(left)]).toEqual([false, false]);
  });
});
