import { type MessageAttributeValue, PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { awsCodes, NO_TEMPLATE, type ReadWords, sendFailure } from "./failure.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider } from "../port.ts";

/**
 * Whose fault it is, by SNS's own names and by those of {@link readWords}. `Throttled` is the moment's.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 */
const CODES = awsCodes(
  [
    "InvalidParameter",
    "InvalidParameterException",
    "InvalidParameterValue",
    "InvalidParameterValueException",
    "OptedOut",
    "OptedOutException",
  ],
  ["EndpointDisabledException", "NoOrigination", "NotVerified", "QuotaExceeded", "UserErrorException"],
);

/**
 * SNS calls nearly everything an invalid parameter, and says in words alone what is the number's and what the account's:
 * no quota left, a number that the sandbox does not know, or no sender that may write to that country.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html
 */
const readWords: ReadWords = (_name, words) => {
  if (/opted out/i.test(words)) return "OptedOut";
  if (/quota|spend(ing)? limit/i.test(words)) return "QuotaExceeded";
  if (/sandbox|not (a )?verified/i.test(words)) return "NotVerified";
  return /no origination/i.test(words) ? "NoOrigination" : undefined;
};

/**
 * Text messages through Amazon SNS, as transactional ones, which carriers deliver first.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function snsProvider(client: SNSClient, options: OptionsOf<"sns"> = { use: "sns" }): Provider {
  return {
    name: "sns",
    receipts: "by-message",
    async send({ address, text, order }) {
      // As of End User Messaging: the registered template is that of a code.
      if (order.notice && options.india && address.startsWith(INDIA)) return NO_TEMPLATE;
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
        return sendFailure(error, CODES, readWords);
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
