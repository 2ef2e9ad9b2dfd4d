import { LambdaClient } from "@aws-sdk/client-lambda";
import type { Message } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "@jest/globals";
import { receipts } from "../../../bin/redrive/receipts.ts";
import type { ProviderEvent } from "../../../functions/receipts/provider-event.ts";
import { sesEvent, topicEvent } from "../../support/receipts.ts";
import { ofOrder, startReported } from "../../support/reported.ts";
import { startServer } from "../../support/start-server.ts";

/** What SNS lays down, with the addresses of its own in it. */
const fromSns = (Message: string): Message => ({
  Body: JSON.stringify({
    Type: "Notification",
    MessageId: "c8e4ae8b-1d0f-5ab1-9d4a-f1d6a8b5f1e5",
    TopicArn: "arn:aws:sns:eu-central-1:111122223333:latchkey-prod-receipts",
    Subject: "Amazon SES Email Event Notification",
    Message,
    Timestamp: "2026-11-23T09:10:03.000Z",
    SignatureVersion: "1",
    Signature: "EXAMPLE",
    SigningCertURL: "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService.pem",
    UnsubscribeURL: "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe",
  }),
});

/** What Lambda lays down after its last try. */
const fromLambda = (requestPayload: object): Message => ({
  Body: JSON.stringify({
    version: "1.0",
    timestamp: "2026-11-23T09:15:00.000Z",
    requestContext: {
      requestId: "e4b46cbf-b738-xmpl-8880-a18cdf61200e",
      functionArn: "arn:aws:lambda:eu-central-1:111122223333:function:latchkey-prod-record-receipt:live",
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
    },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: "1", functionError: "Unhandled" },
    responsePayload: { errorMessage: "The table is out of reach." },
  }),
});

/** A function of the account that does what `record-receipt` does, and says whether it failed as Lambda does. */
async function startFunction(run: (event: ProviderEvent) => Promise<void>) {
  const called: string[] = [];
  const { url } = await startServer("the function", (incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      called.push(`${incoming.url ?? ""} ${String(incoming.headers["x-amz-invocation-type"] ?? "")}`.trim());
      const failed = await run(JSON.parse(Buffer.concat(chunks).toString()) as ProviderEvent).then(
        () => false,
        () => true,
      );
      outgoing.writeHead(200, failed ? { "x-amz-function-error": "Unhandled" } : {});
      outgoing.end("null");
    })();
  });
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const lambda = new LambdaClient({ endpoint: url, region: "eu-central-1", credentials, maxAttempts: 1 });
  return { called, ...receipts(lambda, "latchkey-prod-record-receipt") };
}

describe("reports that could not be written down", () => {
  it.each([
    ["that SNS could not hand over", (text: string) => fromSns(text)],
    ["that the function failed at", (text: string) => fromLambda(topicEvent(text))],
  ])("%s are written down by the function that takes them, which is waited for", async (_, letterOf) => {
    const { request, deliver, orders, report, state } = await startReported();
    const { challengeId } = await request();
    await deliver(...orders);
    const { called, judge, handOn } = await startFunction(report);
    const letter = letterOf(sesEvent("hardBounce", ofOrder(orders[0]!)));
    expect(await judge(letter)).toBe("sent");
    expect(await handOn([letter])).toEqual([]);
    expect(await state(challengeId)).toBe("bounced");
    expect(called).toEqual([
      "/2015-03-31/functions/latchkey-prod-record-receipt/invocations RequestResponse",
    ]);
  });

  it("stay where they are while the function fails, and hold up no other", async () => {
    const [bad, good] = [fromLambda({ awslogs: { data: "bad" } }), fromLambda({ awslogs: { data: "good" } })];
    const { called, handOn } = await startFunction((event) =>
      JSON.stringify(event).includes("bad") ? Promise.reject(new Error("a fault")) : Promise.resolve(),
    );
    expect(await handOn([bad, good])).toEqual([bad]);
    expect(called).toHaveLength(2);
  });

  it.each(["{", "null", "{}", '{"Type":"Notification"}', '{"requestPayload":{"other":1}}'])(
    "are left for the operator where they are in no form of these: %s",
    async (Body) => {
      const { judge } = await startFunction(() => Promise.resolve());
      expect(await judge({ Body })).toBe("unreadable");
    },
  );
});
