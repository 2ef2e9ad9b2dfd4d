import type { Clock } from "../domain/ambient.ts";
import { BUS } from "../domain/events/event-types.ts";
import { EVENT_RETRY_SECONDS, EVENT_TRIES } from "../outbound/event-retries.ts";
import type { CallResult, EventBus, EventOrder, Post, SignWebhook } from "../outbound/port.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import type { ReceiverMemory } from "./receiver-memory.ts";

/** For so long a receiver is told nothing that says that it is gone, in seconds: a day. */
const OFF_SECONDS = 86_400;

/** SQS hides a message for no longer than twelve hours, in seconds; what it was hidden for already counts. */
const LONGEST_SECONDS = 42_000;

export interface SendEventDependencies {
  readonly storage: Stores<{ deliveries: "record" | "offUntil" | "switchOff" | "switchOn" }>;
  readonly settings: Pick<Settings, "events">;
  readonly post: Post;
  readonly signWebhook: SignWebhook;
  readonly eventBus: EventBus;
  readonly receivers: ReceiverMemory;
  readonly clock: Clock;
}

export type SendEventOutcome =
  | { readonly kind: "taken" }
  /** The owner took the receiver out of the settings. */
  | { readonly kind: "needless" }
  /** It is told nothing for the moment: the event is kept for an admin who wants it told. */
  | { readonly kind: "off" }
  /** It says that it is gone (410): it is told nothing for a day. The owner has to know. */
  | { readonly kind: "gone" }
  /** It was not taken, and is told again; without seconds this was the last try. */
  | { readonly kind: "again"; readonly reason: string; readonly inSeconds: number | undefined };

/**
 * Tells one receiver of one event. What is not taken comes again: its owner may deploy a receiver that works. A repeated
 * order is told once more, under the same id.
 * @param tries how often the order has come, this time included
 */
export async function sendEvent(
  deps: SendEventDependencies,
  order: EventOrder,
  tries: number,
): Promise<SendEventOutcome> {
  if (order.receiver === BUS)
    return deps.settings.events.bus === undefined ? NEEDLESS : putOnBus(deps, order, tries);
  const receiver = deps.settings.events.webhooks.find(({ id }) => id === order.receiver);
  return receiver ? callReceiver(deps, receiver, order, tries) : NEEDLESS;
}

const NEEDLESS: SendEventOutcome = { kind: "needless" };

async function putOnBus(
  { storage, eventBus, clock }: SendEventDependencies,
  { receiver, event }: EventOrder,
  tries: number,
): Promise<SendEventOutcome> {
  const result = await eventBus.put(event);
  const taken = result.kind === "taken";
  const answer = taken ? result.kind : result.reason;
  await storage.deliveries.record(receiver, event, { answer, taken, now: clock() });
  return taken ? { kind: "taken" } : again(answer, tries);
}

async function callReceiver(
  deps: SendEventDependencies,
  { url }: { readonly url: string },
  { receiver, event, forced }: EventOrder,
  tries: number,
): Promise<SendEventOutcome> {
  const { storage, post, signWebhook, receivers, clock } = deps;
  const { deliveries } = storage;
  const offUntil = await receivers.offUntil(receiver, () => deliveries.offUntil(receiver), clock());
  if (offUntil > clock() && !forced) {
    await deliveries.record(receiver, event, { answer: "off", taken: false, now: clock() });
    return { kind: "off" };
  }
  // The last try is made in any case: there is none after it.
  if (!forced && tries < EVENT_TRIES && receivers.isLeftAlone(receiver, clock()))
    return again("left-alone", tries);
  const body = JSON.stringify(event);
  const signed = await signWebhook(receiver, { id: event.id, at: clock(), body });
  const result = await post(url, { ...HEADERS, ...signed }, body);
  receivers.heard(receiver, result.kind === "answered", clock());
  const answer = result.kind === "answered" ? String(result.status) : result.reason;
  const taken = isTaken(result);
  await deliveries.record(receiver, event, { answer, taken, now: clock() });
  if (taken) {
    if (offUntil > clock()) await switchTo(deps, receiver, 0);
    return { kind: "taken" };
  }
  if (answer === "410") {
    await switchTo(deps, receiver, clock() + OFF_SECONDS);
    return { kind: "gone" };
  }
  return again(answer, tries, result.kind === "answered" ? result.retryAfterSeconds : undefined);
}

const HEADERS = { "content-type": "application/json", "user-agent": "latchkey-events/1" };

function isTaken(result: CallResult): boolean {
  return result.kind === "answered" && result.status >= 200 && result.status <= 299;
}

async function switchTo(
  { storage, receivers, clock }: SendEventDependencies,
  receiver: string,
  offUntil: number,
): Promise<void> {
  const now = clock();
  if (offUntil > now) await storage.deliveries.switchOff(receiver, offUntil, now);
  else await storage.deliveries.switchOn(receiver);
  receivers.switched(receiver, offUntil, now);
}

function again(reason: string, tries: number, askedSeconds = 0): SendEventOutcome {
  const own = EVENT_RETRY_SECONDS[tries - 1];
  const inSeconds = own && Math.min(Math.max(own, askedSeconds), LONGEST_SECONDS);
  return { kind: "again", reason, inSeconds };
}
