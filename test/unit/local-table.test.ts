import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { createTable, type Database, localClient, startDatabase } from "../../bin/local/database.ts";
import { expiry } from "../../bin/local/expiry.ts";
import { closeLater } from "../support/close-later.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

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
  const place = join(import.meta.dirname, "../../bin/local/passing-folder.ts");

  it("is gone when the process has ended, and so are those that killed processes left behind, and no others", () => {
    const temporary = temporaryFolder();
    const elsewhere = join(temporaryFolder(), "kept");
    const script = `
      import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
      const { passingFolder, world } = await import(${JSON.stringify(place)});
      const at = (name) => ${JSON.stringify(`${temporary}/latchkey-local-`)} + name;
      const left = [world() + "-999999999-killed", world() + "-" + process.pid + "-before"].map(at);
      const other = ["0123456789abcdef-999999999-x", world() + "-" + process.ppid + "-x", "999999999-x"].map(at);
      for (const one of [...left, ...other, ${JSON.stringify(elsewhere)}]) mkdirSync(one);
      const link = at(world() + "-999999998-link");
      symlinkSync(${JSON.stringify(elsewhere)}, link);
      const file = at(world() + "-999999997-file");
      writeFileSync(file, "");
      const folder = passingFolder();
      const second = passingFolder();
      const kept = [...other, link, file, ${JSON.stringify(elsewhere)}];
      console.log(JSON.stringify({
        folder,
        seen: [left.map(existsSync), kept.map(existsSync), [folder, second].map(existsSync)],
        mode: statSync(folder).mode & 0o777,
      }));`;
    const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      encoding: "utf8",
      env: { ...process.env, TMPDIR: temporary },
    });
    const { folder, seen, mode } = JSON.parse(printed) as { folder: string; seen: boolean[][]; mode: number };
    expect(mode).toBe(0o700);
    expect(seen).toEqual([
      [false, false],
      [true, true, true, true, true, true],
      [true, true],
    ]);
    expect(existsSync(folder)).toBe(false);
  });
});
