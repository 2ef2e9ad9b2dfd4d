import {
  type PinpointSMSVoiceV2Client,
  SendVoiceMessageCommand,
} from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { contextOf, messagingFailure, tellReceived } from "./end-user-messaging.ts";
import { writtenPrice } from "../messaging-options.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider } from "../port.ts";
import { voiceFor } from "../voices.ts";

/**
 * Calls through AWS End User Messaging, which Amazon Polly speaks.
 * @param configurationSet where the service reports the call
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendVoiceMessage.html
 */
export function awsVoiceProvider(
  client: PinpointSMSVoiceV2Client,
  { originationIdentity, protectConfigurationId, maxPricePerMinuteUsd }: OptionsOf<"aws-voice">,
  configurationSet?: string,
): Provider {
  return {
    name: "aws-voice",
    async send({ address, text, speech, locale, order, secondsLeft }) {
      try {
        const { MessageId = "" } = await client.send(
          new SendVoiceMessageCommand({
            DestinationPhoneNumber: address,
            OriginationIdentity: originationIdentity,
            MessageBody: speech?.ssml ?? text,
            MessageBodyTextType: speech ? "SSML" : "TEXT",
            VoiceId: voiceFor(speech?.locale ?? locale),
            ConfigurationSetName: configurationSet,
            ProtectConfigurationId: protectConfigurationId,
            TimeToLive: secondsLeft,
            Context: contextOf(order),
            MessageFeedbackEnabled: true,
            ...(maxPricePerMinuteUsd !== undefined && {
              MaxPricePerMinute: writtenPrice(maxPricePerMinuteUsd),
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
