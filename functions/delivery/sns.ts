import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { sendFailure } from "./failure.ts";
import type { Provider } from "./port.ts";

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
export function snsProvider(client: SNSClient): Provider {
  return {
    name: "sns",
    async send({ address, text }) {
      try {
        const { MessageId = "" } = await client.send(
          new PublishCommand({
            PhoneNumber: address,
            Message: text,
            MessageAttributes: {
              "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
            },
          }),
        );
        return { kind: "sent", messageId: MessageId };
      } catch (error) {
        return sendFailure(error, PERMANENT);
      }
    },
  };
}
