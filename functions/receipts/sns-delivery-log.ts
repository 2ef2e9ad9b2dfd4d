import { gunzipSync } from "node:zlib";
import { accountReason } from "../domain/provider-fault.ts";
import type { ProviderReceipt } from "../domain/receipt.ts";
import { parseLine } from "./parse-line.ts";

/** What CloudWatch Logs hands over: lines of a log group, packed. */
interface LogBatch {
  readonly messageType?: string;
  readonly logEvents?: readonly { readonly timestamp: number; readonly message: string }[];
}

/** A line of Amazon SNS about one SMS, as far as it is read: the rest of it is the number, and its price. */
interface DeliveryLine {
  readonly notification?: { readonly messageId?: string };
  readonly delivery?: { readonly providerResponse?: string };
  readonly status?: string;
}

/** What SNS says of SMS that did not arrive; only these words are kept. */
const KNOWN_FAILURES = [
  "Blocked as spam by phone carrier",
  "Destination is on a blocked list",
  "Invalid phone number",
  "Message body is invalid",
  "Phone carrier has blocked this message",
  "Phone carrier is currently unreachable/unavailable",
  "Phone has blocked SMS",
  "Phone is on a blocked list",
  "Phone is currently unreachable/unavailable",
  "Phone number is opted out",
  "This delivery would exceed max price",
  "Unknown error attempting to reach phone",
];

/**
 * What SNS says where the account is to blame: the month's budget or a quota is spent, the sandbox does not know the
 * number, or nothing of the account may write to that country. These words are in no table of AWS's; the first is
 * reported by many owners in public.
 */
const ACCOUNT_FAILURES: readonly (readonly [words: RegExp, reason: string])[] = [
  [/no quota left|spend(ing)? limit|quota/i, "no-quota-left"],
  [/sandbox|not verified/i, "not-verified"],
  [/no origination/i, "no-origination"],
];

/**
 * Reads lines of SNS's own delivery logs, which CloudWatch Logs brings.
 * @param data gzip in base64
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function readSnsDeliveryLog(data: string): readonly ProviderReceipt[] {
  const { messageType, logEvents = [] } = JSON.parse(
    gunzipSync(Buffer.from(data, "base64")).toString("utf8"),
  ) as LogBatch;
  // CloudWatch checks now and then that there is an answer.
  if (messageType !== "DATA_MESSAGE") return [];
  return logEvents.flatMap(({ timestamp, message }) => readLine(message, Math.floor(timestamp / 1000)) ?? []);
}

function readLine(message: string, at: number): ProviderReceipt | undefined {
  // One line that is no JSON must not cost the receipts beside it.
  const { notification, delivery, status } = (parseLine(message) ?? {}) as DeliveryLine;
  const { messageId } = notification ?? {};
  if (typeof messageId !== "string") return undefined;
  const receipt = { of: undefined, provider: "sns", messageId, at };
  if (status === "SUCCESS") return { ...receipt, state: "delivered" };
  if (status !== "FAILURE") return undefined;
  return { ...receipt, state: "failed", reason: failure(String(delivery?.providerResponse)) };
}

function failure(words: string): string {
  const known = KNOWN_FAILURES.find((one) => words.startsWith(one));
  if (known !== undefined) return known.toLowerCase().replaceAll(/[^a-z]+/g, "-");
  const [, reason] = ACCOUNT_FAILURES.find(([pattern]) => pattern.test(words)) ?? [];
  return reason === undefined ? "unknown" : accountReason(reason);
}
