import type { SNSEvent } from "aws-lambda";
import type { ProviderReceipt } from "../domain/receipt.ts";
import { readAwsWhatsappEvent } from "./aws-whatsapp-event.ts";
import { readMessagingEvent } from "./messaging-event.ts";
import { readSesEvent } from "./ses-event.ts";
import { readSnsDeliveryLog } from "./sns-delivery-log.ts";

/** What invokes `record-receipt`: the topics of receipts, each of another service, or the log groups of SMS. */
export type ProviderEvent = SNSEvent | { readonly awslogs: { readonly data: string } };

/** The receipts of an event, from a topic or from a log group. */
export function readProviderEvent(event: ProviderEvent): readonly ProviderReceipt[] {
  if ("awslogs" in event) return readSnsDeliveryLog(event.awslogs.data);
  return event.Records.flatMap(({ Sns }) => {
    const ours = readSesEvent(Sns.Message) ?? readMessagingEvent(Sns.Message);
    return ours ? [ours] : readAwsWhatsappEvent(Sns.Message);
  });
}

/**
 * How long an unknown message may still become known, in seconds: its deliverer writes it down right after the
 * provider took it. Later it is another program's, for the logs hold all SMS of the account.
 */
const OVERTAKEN_SECONDS = 60;

/** Whether a receipt that found no send should come again. One whose time is far off ours is nothing of just now. */
export function mayBeKnownLater({ at }: ProviderReceipt, now: number): boolean {
  return at !== undefined && Math.abs(now - at) < OVERTAKEN_SECONDS;
}
