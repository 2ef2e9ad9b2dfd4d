import { type MessageAttributeValue, PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { sendFailure } from "./failure.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider } from "../port.ts";

/** Faults that another try will not mend. */
const PERMANENT = new Set([
  "AuthorizationError",
  "AuthorizationErrorException",
  "EndpointDisabledException",
  "InvalidParameter",
  "InvalidParameterException",
  "InvalidParameterValue",
  "InvalidParameterValueException",
  "OptedOutException",
]);

/**
 * Text messages through Amazon SNS, as transactional ones, which carriers deliver first.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function snsProvider(client: SNSClient, options: OptionsOf<"sns"> = { use: "sns" }): Provider {
  return {
    name: "sns",
    receipts: "by-message",
    async send({ address, text }) {
      try {
        const { MessageId = "" } = await client.send(
          new PublishCommand({
            PhoneNumber: address,
            Message: text,
            MessageAttributes: attributesFor(address, options),
          }),
        );
        return { kind: "sent", messageId: MessageId };
      } catch (error) {
        return sendFailure(error, PERMANENT);
      }
    },
  };
}

const INDIA = "+91";

/** @see https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html */
function attributesFor(
  address: string,
  { senderId, originationNumber, maxPriceUsd, india }: OptionsOf<"sns">,
): Record<string, MessageAttributeValue> {
  const registered = address.startsWith(INDIA) ? india : undefined;
  const texts = {
    "AWS.SNS.SMS.SMSType": "Transactional",
    "AWS.SNS.SMS.SenderID": senderId,
    "AWS.MM.SMS.OriginationNumber": originationNumber,
    "AWS.MM.SMS.EntityId": registered?.entityId,
    "AWS.MM.SMS.TemplateId": registered?.templateId,
  };
  const attributes: Record<string, MessageAttributeValue> = {};
  for (const [name, StringValue] of Object.entries(texts))
    if (StringValue !== undefined) attributes[name] = { DataType: "String", StringValue };
  if (maxPriceUsd !== undefined)
    attributes["AWS.SNS.SMS.MaxPrice"] = { DataType: "Number", StringValue: String(maxPriceUsd) };
  return attributes;
}
