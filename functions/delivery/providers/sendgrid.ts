import type { FaultCodes } from "../../domain/provider-fault.ts";
import type { ReadCredentials } from "../credentials.ts";
import { NO_ANSWER } from "./email-source.ts";
import { type HttpAnswer, httpFailure, httpPost } from "./http-post.ts";
import { type InlinePicture, takeOutPictures } from "../inline-pictures.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider } from "../port.ts";

/**
 * Whose fault it is. 401 is a wrong key or used-up credits, 403 a sender that is not verified, 404 and 405 a region that
 * this account is not in.
 * @see https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/responses
 */
const CODES: FaultCodes = {
  message: new Set([400, 413]),
  account: new Set([401, 402, 403, 404, 405, "sender", "credits"]),
};

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
      const page = takeOutPictures(
        html,
        `${order.nonce}.${order.send}@${from.slice(from.lastIndexOf("@") + 1)}`,
      );
      const answer = await httpPost(
        `${api}/v3/mail/send`,
        { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        JSON.stringify({
          personalizations: [{ to: [{ email: address }], custom_args: receiptTags(order) }],
          from: { email: from, name: brand },
          subject,
          content: [
            { type: "text/plain", value: text },
            { type: "text/html", value: page.html },
          ],
          ...(page.pictures.length > 0 && { attachments: page.pictures.map(attachment) }),
          headers: NO_ANSWER,
          // The last one would add `List-Unsubscribe`, and a user who used it would get no more codes.
          tracking_settings: {
            click_tracking: { enable: false },
            open_tracking: { enable: false },
            subscription_tracking: { enable: false },
          },
        }),
      );
      if (answer.kind === "failed") return answer;
      if (answer.status === 202) return { kind: "sent", messageId: answer.headers.get("x-message-id") ?? "" };
      return httpFailure(answer.status, complaintOf(answer), CODES);
    },
  };
}

function attachment({ id, type, base64, fileName }: InlinePicture) {
  return { content: base64, type, filename: fileName, disposition: "inline", content_id: id };
}

function receiptTags({ recipientKey, nonce, send }: Parameters<Provider["send"]>[0]["order"]) {
  return { recipient: recipientKey, challenge: nonce, send: String(send) };
}

/** What a status alone does not say: SendGrid answers 429 for used-up credits too, and 400 for a sender that it does not like. */
function complaintOf({ status, body }: HttpAnswer): string | undefined {
  const errors = Array.isArray(body.errors) ? (body.errors as readonly unknown[]) : [];
  const said = errors.map((one) => (one ?? {}) as { readonly message?: unknown; readonly field?: unknown });
  if (said.some(({ message }) => /credits? exceeded|exceeded .*credits?/i.test(String(message))))
    return "credits";
  const aboutSender = ({ field }: { readonly field?: unknown }) => /^from(\.|$)/.test(String(field));
  return status === 400 && said.some(aboutSender) ? "sender" : undefined;
}
