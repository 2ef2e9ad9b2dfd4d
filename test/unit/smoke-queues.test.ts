import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Walk } from "../../bin/smoke/case.ts";
import { awsCases } from "../../bin/smoke/cases/aws.ts";
import { parseStage } from "../../lib/stage-config.ts";
import { startServer } from "../support/start-server.ts";

const [WORK, DEAD] = ["latchkey-dev-email", "latchkey-dev-email-undelivered"];
const config = parseStage({ dev: { env: { account: "111122223333", region: "eu-central-1" } } }, "dev");
const line = awsCases.find(({ settles }) => settles?.includes("queues-drain"));

/** How many messages each queue says that it holds, one look after the other; the last one stays. */
let said: Record<string, number[]>;
let notes: string[];

beforeEach(async () => {
  const { url } = await startServer("SQS", (incoming, outgoing) => {
    let text = "";
    incoming.on("data", (part: Buffer) => (text += part.toString()));
    incoming.on("end", () => {
      const { QueueName, QueueUrl = "" } = JSON.parse(text) as Record<string, string | undefined>;
      const held = said[QueueUrl.split("/").at(-1) ?? ""] ?? [0];
      const messages = held.length > 1 ? held.shift() : held[0];
      const answer =
        QueueName === undefined
          ? { Attributes: { ApproximateNumberOfMessages: String(messages) } }
          : { QueueUrl: `${url}/111122223333/${QueueName}` };
      outgoing.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(answer));
    });
  });
  // The process is this file's alone.
  process.env.AWS_ENDPOINT_URL = url;
  process.env.AWS_ACCESS_KEY_ID = process.env.AWS_SECRET_ACCESS_KEY = "test";
  notes = [];
});

/** @returns what the line says is wrong */
async function walked(): Promise<string | undefined> {
  const walk = {
    target: { local: false, stage: { name: "dev", config } },
    ...{ learned: {}, note: (words: string) => notes.push(words), pause: () => Promise.resolve() },
  } as unknown as Walk;
  await line?.before?.(walk);
  return line?.run(walk).then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
}

describe("smoke's line about queues", () => {
  it("holds no deployment to what was given up before it", async () => {
    said = { [WORK]: [0], [DEAD]: [3] };
    expect(await walked()).toBeUndefined();
    expect(notes).toEqual([expect.stringContaining(`${DEAD} holds 3 from before`)]);
  });

  it("fails where more was given up during the walk", async () => {
    said = { [WORK]: [0], [DEAD]: [3, 4] };
    expect(await walked()).toBe(`${DEAD} holds 1 more than before the walk`);
  });

  it("sees a queue that people use empty once, and waits for that", async () => {
    said = { [WORK]: [2, 1, 0, 5], [DEAD]: [0] };
    expect(await walked()).toBeUndefined();
  });

  it("fails where nobody takes what is in a queue", async () => {
    said = { [WORK]: [2], [DEAD]: [0] };
    expect(await walked()).toBe(`${WORK} holds 2`);
  });
});
