import { SNSClient } from "@aws-sdk/client-sns";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { SendResult } from "../../functions/delivery/port.ts";
import { snsProvider } from "../../functions/delivery/providers/sns.ts";
import { closeLater } from "../support/close-later.ts";
import { type AwsEndpoint, formOf, queryFault, queryResult, startAwsEndpoint } from "./aws-endpoint.ts";
import { messageWith } from "./builders.ts";

const message = messageWith({
  channel: "sms",
  address: "+14155550123",
  text: "012345 is your code.\n\n@id.example #012345",
});

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});

async function send(overrides: object = {}): Promise<SendResult> {
  const client = new SNSClient({ ...aws.client, ...overrides });
  closeLater("the client of SNS", () => client.destroy());
  return snsProvider(client).send(message);
}

describe("an SMS that SNS takes", () => {
  it("is published to the number, as a transactional one, with its line ends", async () => {
    aws.answer = () => queryResult("Publish", "<MessageId>s-1</MessageId>");
    aws.requests.length = 0;
    expect(await send()).toEqual({ kind: "sent", messageId: "s-1" });
    expect(aws.requests.map(formOf)).toEqual([
      {
        Action: "Publish",
        Version: "2010-03-31",
        PhoneNumber: "+14155550123",
        Message: message.text,
        "MessageAttributes.entry.1.Name": "AWS.SNS.SMS.SMSType",
        "MessageAttributes.entry.1.Value.DataType": "String",
        "MessageAttributes.entry.1.Value.StringValue": "Transactional",
      },
    ]);
  });
});

describe("an SMS that SNS refuses for good", () => {
  it.each([
    ["InvalidParameter", undefined, "InvalidParameterException"],
    ["InvalidParameterValue", undefined, "InvalidParameterValue"],
    ["ParameterValueInvalid", undefined, "InvalidParameterValueException"],
    ["OptedOut", undefined, "OptedOutException"],
    ["InvalidParameter", "Invalid parameter: PhoneNumber Reason: +14155550123 is opted out", "OptedOut"],
  ])("is itself to blame: %s, %p", async (code, words, reason) => {
    aws.answer = () => queryFault(code, 400, words);
    expect(await send()).toEqual({ kind: "failed", fault: "message", reason });
  });
});

describe("an account that SNS sends nothing for", () => {
  it.each([
    ["AuthorizationError", "Not authorized", "AuthorizationErrorException"],
    ["EndpointDisabled", "Disabled", "EndpointDisabledException"],
    ["InvalidParameter", "No quota left for account", "QuotaExceeded"],
    ["InvalidParameter", "Phone number +14155550123 is not verified in the SMS sandbox", "NotVerified"],
    ["InvalidParameter", "Invalid parameter: No origination identities available to send", "NoOrigination"],
    ["InvalidClientTokenId", "The security token is invalid", "InvalidClientTokenId"],
  ])("is to blame, and no number: %s, %s", async (code, words, reason) => {
    aws.answer = () => queryFault(code, 400, words);
    expect(await send()).toEqual({ kind: "failed", fault: "account", reason });
  });
});

describe("an SMS that SNS cannot take now", () => {
  it.each([
    ["Throttled", 429, "ThrottledException"],
    ["Throttling", 400, "Throttling"],
    ["InternalError", 500, "InternalErrorException"],
    ["ServiceUnavailable", 503, "ServiceUnavailable"],
    ["InvalidParameter", 500, "InvalidParameterException"],
    ["SomethingThatNobodyKnows", 400, "SomethingThatNobodyKnows"],
  ])("comes back: %s with %i", async (code, status, reason) => {
    aws.answer = () => queryFault(code, status);
    expect(await send()).toEqual({
      ...{ kind: "failed", fault: "moment", reason },
      ...(status >= 500 && { maybeSent: true }),
    });
  });

  it("comes back when no server answers", async () => {
    const gone = await startAwsEndpoint();
    await gone.close();
    expect(await send(gone.client)).toMatchObject({ kind: "failed", fault: "moment" });
  });
});

describe("the reason of a failure", () => {
  it("never quotes the provider, who quotes the number", async () => {
    aws.answer = () => queryFault("InvalidParameter", 400);
    expect(JSON.stringify(await send())).not.toContain("4155550123");
  });
});

describe("the owner's options for SMS", () => {
  const attributes = async (options: object, address = message.address) => {
    aws.answer = () => queryResult("Publish", "<MessageId>m</MessageId>");
    const client = new SNSClient(aws.client);
    closeLater("the client of SNS", () => client.destroy());
    await snsProvider(client, { use: "sns", ...options }).send({ ...message, address });
    const form = formOf(aws.requests.at(-1)!);
    return Object.fromEntries(
      Object.entries(form)
        .filter(([name]) => name.endsWith(".Name"))
        .map(([name, value]) => [value, form[name.replace(/Name$/, "Value.StringValue")]]),
    );
  };

  it("become the attributes of each text", async () => {
    const options = { senderId: "LATCHKEY", originationNumber: "+14155550100", maxPriceUsd: 0.2 };
    expect(await attributes(options)).toEqual({
      "AWS.SNS.SMS.SMSType": "Transactional",
      "AWS.SNS.SMS.SenderID": "LATCHKEY",
      "AWS.MM.SMS.OriginationNumber": "+14155550100",
      "AWS.SNS.SMS.MaxPrice": "0.2",
    });
    expect(await attributes({})).toEqual({ "AWS.SNS.SMS.SMSType": "Transactional" });
  });

  it("name India's registration for numbers of India alone", async () => {
    const india = { entityId: "1101", templateId: "1107" };
    expect(await attributes({ india }, "+919876543210")).toMatchObject({
      "AWS.MM.SMS.EntityId": "1101",
      "AWS.MM.SMS.TemplateId": "1107",
    });
    expect(await attributes({ india })).toEqual({ "AWS.SNS.SMS.SMSType": "Transactional" });
  });
});
