import type { SendOrder } from "../../functions/delivery/port.ts";
import type { SendReference } from "../../functions/domain/receipt.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import { create as recordReceipt } from "../../functions/handlers/record-receipt.ts";
import { recordingObserver } from "./service.ts";
import { startUndelivered, toldProvider } from "./undelivered.ts";

/** The send that an order is for. */
export const ofOrder = ({ recipientKey, nonce, send }: SendOrder): SendReference => ({
  recipientKey: recipientKey as RecipientKey,
  nonce,
  send,
});

/** A service whose first provider is like that of an e-mail or an SMS, with the handler of its reports. */
export async function startReported(
  provider = toldProvider("one"),
  over: Parameters<typeof startUndelivered>[0] = {},
) {
  const providers = { email: [provider.provider], sms: [provider.provider], whatsapp: [] };
  const started = await startUndelivered({ providers, ...over });
  const observer = recordingObserver();
  return {
    ...started,
    provider,
    observer,
    report: recordReceipt({ ...started.service.services, observer }),
    state: async (challengeId: string) =>
      ((await started.status(challengeId)) as { readonly state: string }).state,
  };
}
