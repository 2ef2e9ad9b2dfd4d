import { SendEmailCommand, type SESClient } from "@aws-sdk/client-ses";
import { sendFailure } from "./failure.ts";
import type { Provider } from "./port.ts";

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
 * E-mail through Amazon SES.
 * @param from the verified sender
 * @param configurationSet how SES treats the e-mail, and where it reports what became of it
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
 */
export function sesProvider(
  client: SESClient,
  { from, brand }: { readonly from: string; readonly brand: string },
  configurationSet?: string,
): Provider {
  const Source = `${encodeWords(brand)} <${from}>`;
  return {
    name: "ses",
    async send({ address, subject = "", text, html = "" }) {
      const content = (Data: string) => ({ Data, Charset: "UTF-8" });
      try {
        const { MessageId = "" } = await client.send(
          new SendEmailCommand({
            Source,
            Destination: { ToAddresses: [address] },
            ConfigurationSetName: configurationSet,
            Message: { Subject: content(subject), Body: { Text: content(text), Html: content(html) } },
          }),
        );
        return { kind: "sent", messageId: MessageId };
      } catch (error) {
        return sendFailure(error, PERMANENT);
      }
    },
  };
}

/** Bytes that fit into one encoded word of 75 characters. */
const WORD_BYTES = 45;

/** The display name as encoded words (RFC 2047, section 2), which no character of a brand can break out of. */
function encodeWords(text: string): string {
  const words = [""];
  for (const character of text) {
    const longer = `${words.at(-1) ?? ""}${character}`;
    if (Buffer.byteLength(longer) > WORD_BYTES) words.push(character);
    else words[words.length - 1] = longer;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString("base64")}?=`).join(" ");
}
