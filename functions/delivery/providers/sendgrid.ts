import type { ReadCredentials } from "../credentials.ts";
import { httpFailure, httpPost } from "./http-post.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider } from "../port.ts";

/** The message is refused, not the moment. A refused key (401, 403) is the owner's to mend: the next provider is asked. */
const PERMANENT = new Set([400, 413]);

const API = { global: "https://api.sendgrid.com", eu: "https://api.eu.sendgrid.com" };

export interface SendgridConnection {
  readonly credentials: ReadCredentials;
  readonly from: string;
  readonly brand: string;
  readonly api?: string;
}

/**
 * E-mail through Twilio SendGrid, without its tracking of clicks and opens: a code is for its user alone.
 * @see https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
 */
export function sendgridProvider(
  { region }: OptionsOf<"sendgrid">,
  { credentials, from, brand, api = API[region] }: SendgridConnection,
): Provider {
  return {
    name: "sendgrid",
    async send({ address, subject = "", text, html = "", order }) {
      const { apiKey } = await credentials("sendgrid");
      const answer = await httpPost(
        `${api}/v3/mail/send`,
        { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        JSON.stringify({
          personalizations: [{ to: [{ email: address }], custom_args: receiptTags(order) }],
          from: { email: from, name: brand },
          subject,
          content: [
            { type: "text/plain", value: text },
            { type: "text/html", value: html },
          ],
          tracking_settings: { click_tracking: { enable: false }, open_tracking: { enable: false } },
        }),
      );
      if (answer.kind === "failed") return answer;
      if (answer.status === 202) return { kind: "sent", messageId: answer.headers.get("x-message-id") ?? "" };
      return httpFailure(answer.status, undefined, PERMANENT);
    },
  };
}

function receiptTags({ recipientKey, nonce, send }: Parameters<Provider["send"]>[0]["order"]) {
  return { recipient: recipientKey, challenge: nonce, send: String(send) };
}
