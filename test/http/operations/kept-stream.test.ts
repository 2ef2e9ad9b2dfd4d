import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { readStatistics } from "../../../functions/flows/read-statistics.ts";
import { eventually } from "../../support/eventually.ts";
import { START, startTestService, type TestService, wrong } from "../../support/service.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const counted = async (service: TestService) => {
  await service.settled();
  const { total } = await readStatistics(service.services, "today");
  return { requested: total.requested, sent: total.sent, approved: total.approved, wrong: total.wrong };
};

const ALL = { requested: 2, sent: 2, approved: 1, wrong: 1 };

/** A folder whose service ended before who counts had heard of two guesses. */
async function endedEarly() {
  const dataFolder = temporaryFolder();
  const service = await startTestService({}, { dataFolder, shards: 3 });
  const [right, other] = [
    await service.challenge("anna@example.com"),
    await service.challenge("b@example.com"),
  ];
  await service.post("/_local/parts", { part: "bookkeep", works: false });
  await service.post("/otp/verify", right);
  await service.post("/otp/verify", { ...other, code: wrong(other.code) });
  expect(await service.database.notes.all()).not.toEqual([]);
  await service.close();
  return { dataFolder, shards: 3 };
}

describe("changes of a kept table that not everybody had heard of when the service ended", () => {
  it("are counted after the next start", async () => {
    const service = await startTestService({}, await endedEarly());
    expect(await counted(service)).toEqual(ALL);
    await expect(service.database.notes.all()).resolves.toEqual([]);
  });

  it("are counted once, also where the service ends between the count and its own note of it", async () => {
    const kept = await endedEarly();
    const unlucky = await startTestService(
      {},
      {
        ...kept,
        override: (_, { notes }) => {
          notes.drop = () => Promise.reject(new Error("The process is gone."));
          return {};
        },
      },
    );
    expect(await counted(unlucky)).toEqual(ALL);
    await unlucky.close();
    const service = await startTestService({}, kept);
    await expect(service.database.notes.all()).resolves.not.toEqual([]);
    expect(await counted(service)).toEqual(ALL);
  });

  it("are none where nothing was there to delete: nobody could read that", async () => {
    const service = await startTestService({}, { dataFolder: temporaryFolder(), shards: 3 });
    const Key = { pk: { S: "recipient#nobody" }, sk: { S: "nothing" } };
    await service.database.client.send(new DeleteItemCommand({ TableName: LOCAL_TABLE, Key }));
    await expect(service.database.notes.all()).resolves.toEqual([]);
    await service.challenge("anna@example.com");
    expect(await counted(service)).toMatchObject({ requested: 1, sent: 1 });
  });

  it("are let go after a day, as a stage's stream does", async () => {
    const kept = await endedEarly();
    const later = { ...kept, systemClock: () => START + 2 * 86_400 };
    const service = await startTestService({}, later);
    await service.settled();
    const left = await eventually(
      () => service.database.notes.all(),
      (notes) => notes.length === 0,
    );
    expect(left).toEqual([]);
    const { total } = await readStatistics(service.services, "7-days");
    expect(total).toMatchObject({ requested: 2, sent: 2, approved: 0, wrong: 0 });
  });
});
