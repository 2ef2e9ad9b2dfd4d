import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { awsSmsProvider } from "../../functions/delivery/providers/aws-sms.ts";
import type { OptionsOf } from "../../functions/delivery/options.ts";
import { closeLater } from "../support/close-later.ts";
import { type AwsEndpoint, jsonResult, startAwsEndpoint } from "./aws-endpoint.ts";
import { messageWith } from "./builders.ts";

const HEX = "0123456789abcdef0123456789abcdef";
const message = messageWith({
  channel: "sms",
  address: "+14155550123",
  text: "012345 is your code.\n\n@id.example #012345",
  secondsLeft: 287,
});

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
beforeEach(() => void (aws.requests.length = 0));

const send = (options: Partial<OptionsOf<"aws-sms">> = {}, address = message.address) => {
  const client = new PinpointSMSVoiceV2Client(aws.client);
  closeLater("the client of End User Messaging", () => client.destroy());
  const of = { use: "aws-sms", originationIdentity: `phone-${HEX}`, ...options } as const;
  return awsSmsProvider(client, of, "latchkey-prod").send({ ...message, address });
};

/** What was asked on the wire. */
const asked = () => aws.requests.map(({ body }) => JSON.parse(body) as Readonly<Record<string, unknown>>);

describe("an SMS through AWS End User Messaging", () => {
  beforeEach(() => {
    aws.answer = () => jsonResult({ MessageId: "m-1" });
  });

  it("says what it is, whose code it carries and for how long, and asks for feedback", async () => {
    expect(await send()).toEqual({ kind: "sent", messageId: "m-1" });
    const { recipientKey, nonce } = message.order;
    expect(asked()).toEqual([
      {
        DestinationPhoneNumber: "+14155550123",
        OriginationIdentity: `phone-${HEX}`,
        MessageBody: message.text,
        MessageType: "TRANSACTIONAL",
        ConfigurationSetName: "latchkey-prod",
        TimeToLive: 287,
        Context: { recipient: recipientKey, challenge: nonce, send: "1" },
        MessageFeedbackEnabled: true,
      },
    ]);
    expect(aws.requests[0]?.target).toMatch(/\.SendTextMessage$/);
  });

  it("names the most that it may cost, and the protect configuration", async () => {
    await send({ maxPriceUsd: 0.05, protectConfigurationId: `protect-${HEX}` });
    expect(asked()).toMatchObject([{ MaxPrice: "0.05000", ProtectConfigurationId: `protect-${HEX}` }]);
  });

  it.each([1, 10, 0.00001])("writes a price of %d as AWS takes it", async (maxPriceUsd) => {
    await send({ maxPriceUsd });
    expect(asked()[0]?.MaxPrice).toMatch(/^\d{1,2}\.\d{5}$/);
  });

  it("names India's registration in India alone", async () => {
    const india = { entityId: "1001", templateId: "1007" };
    await send({ india }, "+919876543210");
    await send({ india });
    const [there, elsewhere] = asked();
    expect(there).toMatchObject({
      DestinationCountryParameters: { IN_ENTITY_ID: "1001", IN_TEMPLATE_ID: "1007" },
    });
    expect(elsewhere).not.toHaveProperty("DestinationCountryParameters");
  });
});

describe("a refusal of AWS End User Messaging", () => {
  const refuse = async (name: string, fields: object) => {
    aws.answer = () => jsonResult({ __type: name, ...fields }, 400);
    return send();
  };

  // https://github.com/department-of-veterans-affairs/notification-api/issues/2604: it was tried again and again.
  it("is final where people answered STOP, also where words alone say so", async () => {
    const reason = "DESTINATION_PHONE_NUMBER_OPTED_OUT";
    const final = { kind: "failed", fault: "message", reason };
    expect(await refuse("ConflictException", { Message: "Conflict Occurred", Reason: reason })).toEqual(
      final,
    );
    const words = `Conflict Occurred - Reason="${reason}" ResourceType="phone-number" ResourceId="phone-${HEX}"`;
    expect(await refuse("ConflictException", { Message: words })).toEqual(final);
  });

  // https://github.com/department-of-veterans-affairs/notification-api/pull/2633: numbers in Canada, from a pool.
  it("asks the next provider where no number of a pool writes to that country", async () => {
    const reason = "NO_ORIGINATION_IDENTITIES_FOUND";
    expect(await refuse("ConflictException", { Message: "about +14155550123", Reason: reason })).toEqual({
      kind: "failed",
      fault: "account",
      reason,
    });
  });

  it("keeps the budget of the month apart from a throttle, under whatever exception it comes", async () => {
    const reason = "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT";
    for (const name of ["ServiceQuotaExceededException", "ThrottlingException"])
      expect(await refuse(name, { Message: "quota", Reason: reason })).toMatchObject({
        fault: "account",
        reason,
      });
    expect(await refuse("ThrottlingException", { Message: "slow down" })).toMatchObject({
      fault: "moment",
      reason: "ThrottlingException",
    });
  });

  it("blames the number only where the number is what did not pass", async () => {
    const invalid = (field: string) =>
      refuse("ValidationException", {
        ...{ Message: "1 validation error", Reason: "INVALID_PARAMETER" },
        Fields: [{ Name: field, Message: "+14155550123 does not fit" }],
      });
    expect(await invalid("DestinationPhoneNumber")).toMatchObject({ fault: "message" });
    expect(await invalid("OriginationIdentity")).toEqual({
      kind: "failed",
      fault: "account",
      reason: "ValidationException",
    });
  });

  it("is the account's under a reason that is not listed yet, without its words", async () => {
    const answer = await refuse("ConflictException", { Message: "+14155550123", Reason: "SOMETHING_NEW" });
    expect(answer).toEqual({ kind: "failed", fault: "account", reason: "ConflictException" });
  });
});
