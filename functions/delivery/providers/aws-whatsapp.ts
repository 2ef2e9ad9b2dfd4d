import { SendWhatsAppMessageCommand, type SocialMessagingClient } from "@aws-sdk/client-socialmessaging";
import { WHATSAPP_CODES, whatsappCodeIn } from "../../domain/fault-codes/whatsapp.ts";
import { awsCodes, type ReadWords, sendFailure } from "./failure.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider } from "../port.ts";

/**
 * Whose fault it is where Meta has no say yet: these are of the number, the template or the permission. A throttle, a
 * dependency and an internal fault are the moment's.
 * @see https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_SendWhatsAppMessage.html#API_SendWhatsAppMessage_Errors
 */
const CODES = awsCodes([...WHATSAPP_CODES.message].map(metaReason), [
  ...[...WHATSAPP_CODES.account].map(metaReason),
  "AccessDeniedByMetaException",
  "InvalidParametersException",
  "LimitExceededException",
  "ResourceNotFoundException",
  "ValidationException",
]);

function metaReason(code: string | number): string {
  return `meta-${code}`;
}

/** Meta's own code, which AWS hands on in words alone. */
const readWords: ReadWords = (_name, words) => {
  const code = whatsappCodeIn(words);
  return code === undefined ? undefined : metaReason(code);
};

const META_API = "v23.0";

/**
 * WhatsApp messages through AWS End User Messaging Social: the approved authentication template, whose button copies
 * the code.
 * @see https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_SendWhatsAppMessage.html
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates/auth-otp-template-messages
 */
export function awsWhatsappProvider(
  client: SocialMessagingClient,
  { phoneNumberId, template, languages }: OptionsOf<"aws-whatsapp">,
): Provider {
  return {
    name: "aws-whatsapp",
    codeAlone: true,
    receipts: "by-message",
    async send({ address, passcode, locale }) {
      const parameters = [{ type: "text", text: passcode?.reveal() }];
      const message = {
        messaging_product: "whatsapp",
        to: address,
        type: "template",
        template: {
          name: template,
          language: { code: languageFor(locale, languages) },
          components: [
            { type: "body", parameters },
            { type: "button", sub_type: "url", index: "0", parameters },
          ],
        },
      };
      try {
        const { messageId = "" } = await client.send(
          new SendWhatsAppMessageCommand({
            originationPhoneNumberId: phoneNumberId,
            metaApiVersion: META_API,
            message: Buffer.from(JSON.stringify(message)),
          }),
        );
        return { kind: "sent", messageId };
      } catch (error) {
        return sendFailure(error, CODES, readWords);
      }
    },
  };
}

/** The template's language that is nearest to the customer's: the same, else the same tongue, else the first. */
function languageFor(locale: string, languages: readonly string[]): string {
  const wanted = locale.replaceAll("-", "_");
  const tongue = wanted.split("_")[0] ?? "";
  return (
    languages.find((language) => language.toLowerCase() === wanted.toLowerCase()) ??
    languages.find((language) => language.split("_")[0] === tongue) ??
    languages[0] ??
    "en_US"
  );
}
