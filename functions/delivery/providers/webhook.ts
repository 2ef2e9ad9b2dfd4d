import { Webhook } from "standardwebhooks";
import type { Clock } from "../../domain/ambient.ts";
import type { FaultCodes } from "../../domain/provider-fault.ts";
import type { ReadCredentials } from "../credentials.ts";
import { httpFailure, httpPost } from "./http-post.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider } from "../port.ts";

/** Whose fault it is: the message's own, or that of an address and a login that the owner has to mend. */
const CODES: FaultCodes = {
  message: new Set([400, 413, 422]),
  account: new Set([401, 402, 403, 404, 405, 410, 415]),
};

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
      // Read once: it is signed, and the gateway checks the signature with what the header says.
      const now = clock();
      const signedAt = new Date(now * 1000);
      const body = JSON.stringify({
        type: "message.send",
        timestamp: signedAt.toISOString(),
        data: {
          ...{ channel, recipient: address, locale, subject, text, html, code: passcode?.reveal() },
          // What the gateway says later of this message names it by this, in place of an address.
          reference: `${order.recipientKey}.${order.nonce}.${order.send}`,
        },
      });
      const answer = await httpPost(
        url,
        {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": String(now),
          "webhook-signature": new Webhook(secret).sign(id, signedAt, body),
        },
        body,
      );
      if (answer.kind === "failed") return answer;
      const { status } = answer;
      if (status < 200 || status > 299) return httpFailure(status, undefined, CODES);
      const named = answer.body.id;
      return { kind: "sent", messageId: typeof named === "string" && named.length <= 256 ? named : id };
    },
  };
}
