import type { SNSEvent } from "aws-lambda";
import type { ProviderReceipt } from "../domain/receipt.ts";
import { readSesEvent } from "./ses-event.ts";
import { readSnsDeliveryLog } from "./sns-delivery-log.ts";

/** What invokes `record-receipt`: the topic of e-mails' receipts, or the log groups of SMS. */
export type ProviderEvent = SNSEvent | { readonly awslogs: { readonly data: string } };

/** The receipts of an event, from a topic or from a log group. */
export function readProviderEvent(event: ProviderEvent): readonly ProviderReceipt[] {
  if ("awslogs" in event) return readSnsDeliveryLog(event.awslogs.data);
  return event.Records.flatMap(({ Sns }) => readSesEvent(Sns.Message) ?? []);
}

/**
 * How long an unknown message may still become known, in seconds: its deliverer writes it down right after the
 * provider took it. Later it is another program's, for the logs hold all SMS of the account.
 */
const OVERTAKEN_SECONDS = 60;

/** Whether a receipt that found no send should come again. */
export function mayBeKnownLater({ at }: ProviderReceipt, now: number): boolean {
  return at !== undefined && now < at + OVERTAKEN_SECONDS;
}
