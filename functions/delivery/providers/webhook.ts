import { Webhook } from "standardwebhooks";
import type { Clock } from "../../domain/ambient.ts";
import type { ReadCredentials } from "../credentials.ts";
import { httpFailure, httpPost } from "./http-post.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider } from "../port.ts";

/** The gateway refuses the message itself. Who it does not know (401, 403) is the owner's to mend. */
const PERMANENT = new Set([400, 404, 405, 410, 413, 415, 422]);

/**
 * Messages through the owner's own gateway: one signed POST each. A repeated send has the same `webhook-id`, by which
 * the gateway can tell that it has sent the message already. Its answer may name the message: `{"id": "..."}`.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookProvider(
  { url }: OptionsOf<"webhook">,
  { credentials, clock }: { readonly credentials: ReadCredentials; readonly clock: Clock },
): Provider {
  return {
    name: "webhook",
    async send({ channel, address, subject, text, html, passcode, locale, order }) {
      const { secret } = await credentials("webhook");
      const id = `msg_${order.nonce}_${order.send}`;
      const now = new Date(clock() * 1000);
      const body = JSON.stringify({
        type: "message.send",
        timestamp: now.toISOString(),
        data: { channel, recipient: address, locale, subject, text, html, code: passcode.reveal() },
      });
      const answer = await httpPost(
        url,
        {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": String(clock()),
          "webhook-signature": new Webhook(secret).sign(id, now, body),
        },
        body,
      );
      if (answer.kind === "failed") return answer;
      const { status } = answer;
      if (status < 200 || status > 299) return httpFailure(status, undefined, PERMANENT);
      const named = answer.body.id;
      return { kind: "sent", messageId: typeof named === "string" && named.length <= 256 ? named : id };
    },
  };
}
