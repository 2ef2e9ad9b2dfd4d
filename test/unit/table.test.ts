import { beforeAll, describe, expect, it } from "@jest/globals";
import { localClient } from "../../bin/local/database.ts";
import { type Table, table } from "../../functions/storage/dynamodb/table.ts";
import { closeLater } from "../support/close-later.ts";
import { startServer } from "../support/start-server.ts";

/** What the table's endpoint does with a call: answers with this error, never, or cuts the line. */
let answer: { readonly error: string; readonly status: number } | "never" | "cut";
let tried: Table;
let impatient: Table;

beforeAll(async () => {
  const { url } = await startServer("the table's endpoint", (request, response) => {
    request.resume();
    if (answer === "never") return;
    if (answer === "cut") return void request.socket.destroy();
    response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" });
    response.end(
      JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${answer.error}`, message: "no" }),
    );
  });
  const tableWith = (requestTimeout: number) => {
    const patience = { connectionTimeout: 5000, requestTimeout, throwOnRequestTimeout: true };
    const client = localClient(url, { maxAttempts: 1, requestHandler: patience });
    closeLater("the table's client", () => client.destroy());
    return table(client, "table");
  };
  tried = tableWith(20_000);
  impatient = tableWith(50);
});

const KEY = { pk: "a", sk: "b" };
const write = { set: "a = :a", condition: "attribute_exists(pk)", values: { ":a": 1 } };
const CALLS: readonly [string, (of: Table) => Promise<unknown>][] = [
  ["read", (of) => of.get(KEY)],
  ["put", (of) => of.put(KEY)],
  ["update", (of) => of.update(KEY, write)],
];

describe.each(CALLS)("a %s", (_, call) => {
  it("of a table that never answers is a fault that passes", async () => {
    answer = "never";
    await expect(call(impatient)).rejects.toMatchObject({
      code: "storage-unavailable",
      cause: { name: "TimeoutError" },
    });
  });

  it("whose line is cut is a fault that passes", async () => {
    answer = "cut";
    await expect(call(tried)).rejects.toMatchObject({ code: "storage-unavailable" });
  });

  it.each([
    ["InternalServerError", 500],
    ["ProvisionedThroughputExceededException", 400],
    ["RequestLimitExceeded", 400],
    ["ServiceUnavailable", 503],
    ["ThrottlingException", 400],
    ["SomethingNew", 500],
  ])("that is answered %s (%i) is a fault that passes", async (error, status) => {
    answer = { error, status };
    await expect(call(tried)).rejects.toMatchObject({ code: "storage-unavailable", cause: { name: error } });
  });

  it("that is wrong is no fault that passes", async () => {
    answer = { error: "ValidationException", status: 400 };
    await expect(call(tried)).rejects.toMatchObject({ name: "ValidationException" });
  });
});
