import { recordReceipt } from "../flows/record-receipt.ts";
import { auditedReceipt } from "../receipts/audit-receipt.ts";
import { mayBeKnownLater, type ProviderEvent, readProviderEvent } from "../receipts/provider-event.ts";
import type { Services } from "../compose/base.ts";

/** An event that fails comes again as a whole; what is recorded of it already stays as it is. */
export const create =
  (services: Pick<Services, "observer" | "settings" | "clock" | "storage">) =>
  async (event: ProviderEvent): Promise<void> => {
    const { observer, clock } = services;
    let early = 0;
    for (const receipt of readProviderEvent(event)) {
      const outcome = await recordReceipt(services, receipt);
      if (outcome.kind !== "unknown-message") auditedReceipt(observer, receipt, outcome);
      else if (mayBeKnownLater(receipt, clock())) early += 1;
    }
    if (early > 0) throw new Error(`${early} receipts came before their messages were written down`);
  };
