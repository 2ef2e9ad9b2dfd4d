import type { SendQueue } from "../delivery/port.ts";
import type { Clock } from "../domain/ambient.ts";
import { nextTestAt, testNoticeId } from "../domain/notice.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { Settings } from "../settings.ts";
import { providerNames } from "../settings/live/channel-paths.ts";
import type { Stores } from "../storage/port.ts";
import { noticeWay } from "./notice-way.ts";

/** So long after its ten minutes a test may still be sent, in seconds. */
const SENT_WITHIN_SECONDS = 600;

export interface OrderTestDependencies {
  readonly storage: Stores<{ notices: "open" }>;
  /** By which notices go. */
  readonly settings: Settings;
  readonly config: { readonly settings: Settings };
  readonly queue: SendQueue;
  readonly clock: Clock;
}

/** Whom a test is sent to, and by whom. */
export interface TestSend {
  readonly recipientKey: RecipientKey;
  readonly address: string;
  readonly locale: string;
  /** By its name among the deployed ones of the way: `twilio`, or `twilio#2`. */
  readonly provider: string;
}

export type OrderTestOutcome =
  | { readonly kind: "ordered"; readonly channel: "email" | "sms"; readonly nextAt: number }
  /** Nothing is sent to the address: its channel is off, or SMS do not go to its country. */
  | { readonly kind: "no-way" }
  | { readonly kind: "no-such-provider"; readonly providers: readonly string[] };

/** How a test would go, and by whom it could. */
export function testWay(
  { settings, config }: Pick<OrderTestDependencies, "settings" | "config">,
  { address, provider }: Pick<TestSend, "address" | "provider">,
): OrderTestOutcome | { readonly kind: "way"; readonly channel: "email" | "sms" } {
  const way = noticeWay(settings, address);
  if (!way) return { kind: "no-way" };
  const providers = providerNames(config.settings.channels[way.channel].providers);
  return providers.includes(provider)
    ? { kind: "way", channel: way.channel }
    : { kind: "no-such-provider", providers };
}

/**
 * Has one provider send one message to an admin, as a notice: of ten minutes one alone is sent, an SMS is counted in the
 * day's money and among the notices of its number, and there is never a code in it.
 */
export async function orderTest(
  deps: OrderTestDependencies,
  test: TestSend,
  at: number,
): Promise<OrderTestOutcome> {
  const way = testWay(deps, test);
  if (way.kind !== "way") return way;
  const { recipientKey, address, locale, provider } = test;
  const { channel } = way;
  const id = testNoticeId(provider, at);
  const nextAt = nextTestAt(at);
  const notice = { id, kind: "test", at, address, locale, provider } as const;
  // Longer than the ten minutes it is the only one of: a test that was ordered in their last second is sent too.
  await deps.storage.notices.open(recipientKey, notice, nextAt + SENT_WITHIN_SECONDS);
  await deps.queue.enqueue(channel, [{ recipientKey, nonce: id, send: 1, channel, notice: true }]);
  return { kind: "ordered", channel, nextAt };
}
