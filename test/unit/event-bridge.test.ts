import { text } from "node:stream/consumers";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { ownerEvent } from "../../functions/domain/events/event.ts";
import { eventBridge } from "../../functions/outbound/event-bridge.ts";
import type { EventBus } from "../../functions/outbound/port.ts";
import { closeLater } from "../support/close-later.ts";
import { START } from "../support/service.ts";
import { startServer } from "../support/start-server.ts";

interface Entry {
  readonly Detail: string;
  readonly Time: number;
}

const event = ownerEvent("prod", { type: "test.sent", of: ["1"], at: START, data: { receiver: "bus" } });
const asked: { readonly target: unknown; readonly body: { readonly Entries: readonly Entry[] } }[] = [];
let answer: { readonly status: number; readonly body: object };
let bus: EventBus;

beforeAll(async () => {
  const { url } = await startServer("Amazon EventBridge", (request, response) => {
    void text(request).then((body) => {
      const target = request.headers["x-amz-target"];
      asked.push({ target, body: JSON.parse(body) as (typeof asked)[number]["body"] });
      response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(answer.body));
    });
  });
  const client = new EventBridgeClient({
    ...{ endpoint: url, region: "us-east-1", maxAttempts: 1 },
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
  });
  closeLater("the client of EventBridge", () => client.destroy());
  bus = eventBridge(client, "owners-bus");
});
beforeEach(() => {
  asked.splice(0);
  answer = { status: 200, body: { FailedEntryCount: 0, Entries: [{ EventId: "e" }] } };
});

describe("the event bus", () => {
  it("gets each event by a call of its own, named, timed and whole", async () => {
    expect(await bus.put(event)).toEqual({ kind: "taken" });
    expect(asked).toEqual([
      {
        target: "AWSEvents.PutEvents",
        body: {
          Entries: [
            {
              EventBusName: "owners-bus",
              Source: "latchkey",
              DetailType: "test.sent",
              Detail: JSON.stringify(event),
              Time: START,
            },
          ],
        },
      },
    ]);
  });

  it.each([
    // Reported of other products: the count is there in every answer, and says nothing by being there.
    [
      "has failed, in a call that succeeds",
      { FailedEntryCount: 1, Entries: [{ ErrorCode: "ThrottlingException" }] },
      "ThrottlingException",
    ],
    ["is not named in the answer", { FailedEntryCount: 0, Entries: [] }, "no-answer"],
    ["is nowhere in the answer", {}, "no-answer"],
    [
      "has failed by its code alone",
      { FailedEntryCount: 0, Entries: [{ ErrorCode: "InternalFailure" }] },
      "InternalFailure",
    ],
  ])("is not believed where an entry %s", async (_, body, reason) => {
    answer = { status: 200, body };
    expect(await bus.put(event)).toEqual({ kind: "refused", reason });
  });

  it("throws what the call itself throws", async () => {
    answer = { status: 400, body: { __type: "AccessDeniedException", message: "no" } };
    await expect(bus.put(event)).rejects.toThrow("no");
  });

  it("is asked nothing that it refuses for its size", async () => {
    const big = { ...event, data: { receiver: "x".repeat(300_000) } } as typeof event;
    expect(await bus.put(big)).toEqual({ kind: "refused", reason: "too-large" });
    expect(asked).toEqual([]);
  });
});
