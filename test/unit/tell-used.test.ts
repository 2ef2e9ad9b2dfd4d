import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { SQSEvent } from "aws-lambda";
import { awsSmsProvider } from "../../functions/delivery/providers/aws-sms.ts";
import { usedMessage } from "../../functions/domain/message-feedback.ts";
import { create } from "../../functions/handlers/deliver-code.ts";
import { closeLater } from "../support/close-later.ts";
import { startReported } from "../support/reported.ts";
import { type AwsEndpoint, jsonResult, startAwsEndpoint } from "./aws-endpoint.ts";

const USED = { provider: "aws-sms", messageId: "m-1" };

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
beforeEach(() => void (aws.requests.length = 0));

/** The deliverer of SMS with AWS's wire behind it, given an order that says that a code was used. */
async function tell(used: { provider: string; messageId: string } = USED) {
  const client = new PinpointSMSVoiceV2Client(aws.client);
  closeLater("the client of End User Messaging", () => client.destroy());
  const provider = awsSmsProvider(client, {
    use: "aws-sms",
    originationIdentity: `pool-${"0".repeat(32)}`,
  });
  const { service, observer } = await startReported();
  const deliver = create({ ...service.services, observer, providers: { sms: [provider] } });
  const order = { recipientKey: "r".repeat(22), nonce: "n".repeat(22), send: 1, channel: "sms", used };
  const Records = [{ messageId: "q-1", body: JSON.stringify(order), attributes: {} }];
  const { batchItemFailures } = await deliver({ Records } as unknown as SQSEvent);
  return { failures: batchItemFailures, events: observer.records.map(({ event }) => event) };
}

describe("an order that says that a code was used", () => {
  it("has AWS told that the message was received, and sends nothing", async () => {
    aws.answer = () => jsonResult({ MessageId: "m-1", MessageFeedbackStatus: "RECEIVED" });
    const { failures, events } = await tell();
    expect(failures).toEqual([]);
    expect(events.filter((event) => event.startsWith("fault"))).toEqual([]);
    expect(
      aws.requests.map(({ target, body }) => [target?.split(".").at(-1), JSON.parse(body) as unknown]),
    ).toEqual([["PutMessageFeedback", { MessageId: "m-1", MessageFeedbackStatus: "RECEIVED" }]]);
  });

  it.each([
    ["AWS refuses it", 400, "ResourceNotFoundException"],
    ["AWS is at fault", 500, "InternalServerException"],
  ])("is told of and passed over where %s: it never comes again", async (_, status, __type) => {
    aws.answer = () => jsonResult({ __type, Message: "no" }, status);
    const { failures, events } = await tell();
    expect(failures).toEqual([]);
    expect(events).toContain("fault deliver-code");
    expect(aws.requests).toHaveLength(1);
  });

  it("is passed over where the provider is in the settings no more", async () => {
    const { failures, events } = await tell({ provider: "aws-voice", messageId: "m-1" });
    expect(failures).toEqual([]);
    expect(events.filter((event) => event.startsWith("fault"))).toEqual([]);
    expect(aws.requests).toEqual([]);
  });
});

describe("a message whose code was used", () => {
  it.each([
    ["sent", true],
    ["delivered", true],
    ["delayed", true],
    ["failed", false],
    ["suppressed", false],
    ["queued", false],
  ] as const)("that is %s was read by its user: %p", (state, isRead) => {
    const used = isRead ? { ...USED, channel: "sms" } : undefined;
    expect(usedMessage({ state, ...USED })).toEqual(used);
  });

  it("is nothing to a provider that does not ask", () => {
    expect(usedMessage({ state: "sent", provider: "sns", messageId: "m-1" })).toBeUndefined();
    expect(usedMessage({ state: "sent", provider: "toString", messageId: "m-1" })).toBeUndefined();
    expect(usedMessage({ state: "sent" })).toBeUndefined();
  });
});
