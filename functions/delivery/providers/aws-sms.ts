import { type PinpointSMSVoiceV2Client, SendTextMessageCommand } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { contextOf, messagingFailure, tellReceived } from "./end-user-messaging.ts";
import { writtenPrice } from "../messaging-options.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider } from "../port.ts";
import { NO_TEMPLATE } from "./failure.ts";

/** Where carriers drop an SMS whose sender and template are not registered (DLT). */
const INDIA = "+91";

/**
 * SMS through AWS End User Messaging, as transactional ones. Its carriers learn by message feedback which codes were
 * used, and its reports come back with what the message carries.
 * @param configurationSet where the service reports the delivery
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 */
export function awsSmsProvider(
  client: PinpointSMSVoiceV2Client,
  { originationIdentity, protectConfigurationId, maxPriceUsd, india }: OptionsOf<"aws-sms">,
  configurationSet?: string,
): Provider {
  return {
    name: "aws-sms",
    async send({ address, text, order, secondsLeft }) {
      const registered = address.startsWith(INDIA) ? india : undefined;
      // The template that is registered is that of a code: carriers drop everything else, and it is charged.
      if (registered && order.notice) return NO_TEMPLATE;
      try {
        const { MessageId = "" } = await client.send(
          new SendTextMessageCommand({
            DestinationPhoneNumber: address,
            OriginationIdentity: originationIdentity,
            MessageBody: text,
            MessageType: "TRANSACTIONAL",
            ConfigurationSetName: configurationSet,
            ProtectConfigurationId: protectConfigurationId,
            // A code that comes when it is over costs as much as one that comes in time.
            TimeToLive: secondsLeft,
            Context: contextOf(order),
            // What has no code is used by nobody, and would count as failed.
            MessageFeedbackEnabled: order.notice !== true,
            ...(maxPriceUsd !== undefined && { MaxPrice: writtenPrice(maxPriceUsd) }),
            ...(registered && {
              DestinationCountryParameters: {
                IN_ENTITY_ID: registered.entityId,
                IN_TEMPLATE_ID: registered.templateId,
              },
            }),
          }),
        );
        return { kind: "sent", messageId: MessageId };
      } catch (error) {
        return messagingFailure(error);
      }
    },
    tellUsed: (messageId) => tellReceived(client, messageId),
  };
}
