import { SendRawEmailCommand, type SESClient } from "@aws-sdk/client-ses";
import { type EmailSender, emailSource } from "./email-source.ts";
import { sendFailure } from "./failure.ts";
import type { Provider } from "../port.ts";

/** Faults that another try will not mend: the sender or the message is refused, not the moment. */
const PERMANENT = new Set([
  "AccountSendingPausedException",
  "ConfigurationSetDoesNotExistException",
  "ConfigurationSetSendingPausedException",
  "InvalidParameterValue",
  "MailFromDomainNotVerifiedException",
  "MessageRejected",
]);

/**
 * E-mail through Amazon SES, in its own words (MIME) and with tags that bring each receipt back to its send.
 * @param sender its address or domain is verified
 * @param configurationSet how SES treats the e-mail, and where it reports the delivery
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
 */
export function sesProvider(client: SESClient, sender: EmailSender, configurationSet?: string): Provider {
  return {
    name: "ses",
    async send(message) {
      const { recipientKey, nonce, send } = message.order;
      const { source } = await emailSource(sender, message);
      try {
        const { MessageId = "" } = await client.send(
          new SendRawEmailCommand({
            Source: sender.from,
            ConfigurationSetName: configurationSet,
            Destinations: [message.address],
            RawMessage: { Data: source },
            Tags: [
              { Name: "recipient", Value: recipientKey },
              { Name: "challenge", Value: nonce },
              { Name: "send", Value: String(send) },
            ],
          }),
        );
        return { kind: "sent", messageId: MessageId };
      } catch (error) {
        return sendFailure(error, PERMANENT);
      }
    },
  };
}
