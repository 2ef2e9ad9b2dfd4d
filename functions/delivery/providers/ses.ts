import { SendRawEmailCommand, type SESClient } from "@aws-sdk/client-ses";
import { type EmailSender, emailSource } from "./email-source.ts";
import { awsCodes, type ReadWords, sendFailure } from "./failure.ts";
import type { Provider } from "../port.ts";

/**
 * Whose fault it is, by SES's own names and by those of {@link readWords}. `Throttling` is the moment's: too many at once.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html#API_SendRawEmail_Errors
 */
const CODES = awsCodes(
  ["InvalidParameterValue", "MessageRejected"],
  [
    "AccountSendingPausedException",
    "AccountSuspendedException",
    "ConfigurationSetDoesNotExist",
    "ConfigurationSetDoesNotExistException",
    "ConfigurationSetSendingPausedException",
    "DailyQuotaExceeded",
    "LimitExceededException",
    "MailFromDomainNotVerifiedException",
    "NotVerified",
    "SendingPaused",
    "SendingPausedException",
  ],
);

/**
 * SES has one name for several faults, and tells them apart in words alone: a sender, or in the sandbox a recipient, that
 * is not verified; an account that was stopped; a day's quota that is used up.
 * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 */
const readWords: ReadWords = (name, words) => {
  if (name === "Throttling" || name === "ThrottlingException")
    return /daily (message )?(sending )?quota/i.test(words) ? "DailyQuotaExceeded" : undefined;
  if (name !== "MessageRejected") return undefined;
  if (/\bnot verified\b/i.test(words)) return "NotVerified";
  return /paused|suspended|shut ?down|disabled/i.test(words) ? "SendingPaused" : undefined;
};

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
        return sendFailure(error, CODES, readWords);
      }
    },
  };
}
