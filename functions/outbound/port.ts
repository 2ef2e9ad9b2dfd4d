import type { OwnerEvent } from "../domain/events/event.ts";
import type { EndedSession } from "../domain/logout-token.ts";

export type { EndedSession } from "../domain/logout-token.ts";

/** Where calls to apps wait: who waits for an answer of ours does not wait for theirs. */
export interface OutboundQueue {
  /** @throws when some order could not be queued: all of them may then be queued again */
  order(orders: readonly EndedSession[]): Promise<void>;
}

export type CallResult =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** How long it asks to be left alone, in seconds, where it says so (RFC 9110, 10.2.3). */
      readonly retryAfterSeconds?: number;
    }
  /** Nothing was answered. `forbidden`: nothing was called, since the address is not one of the internet. */
  | { readonly kind: "failed"; readonly reason: "timeout" | "unreachable" | "forbidden" };

/** Posts to an address. A redirect is an answer, and is not followed. */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
) => Promise<CallResult>;

/** Posts a form to an address of the owner's settings. A redirect is an answer, and is not followed. */
export type PostForm = (url: string, fields: Readonly<Record<string, string>>) => Promise<CallResult>;

/** One event for one receiver: what one receiver does holds up no other. */
export interface EventOrder {
  /** The id of a webhook, or the bus. */
  readonly receiver: string;
  readonly event: OwnerEvent;
  /** An admin asked for it: it goes to a receiver too that is told nothing for the moment. */
  readonly forced?: true;
}

/** Where events wait for whom they are told. */
export interface EventQueue {
  /** @throws when some order could not be queued: all of them may then be queued again */
  order(orders: readonly EventOrder[]): Promise<void>;
}

/** Has messages of the queue of events come again after so many seconds, by the handles that they came with. */
export type PostponeEvents = (
  messages: readonly { readonly handle: string; readonly inSeconds: number }[],
) => Promise<void>;

/** The owner's event bus. */
export interface EventBus {
  put(
    event: OwnerEvent,
  ): Promise<{ readonly kind: "taken" } | { readonly kind: "refused"; readonly reason: string }>;
}

/**
 * Signs what a receiver is called with (Standard Webhooks).
 * @throws Fault `configuration` where the receiver has no usable secret
 */
export type SignWebhook = (
  receiver: string,
  message: { readonly id: string; readonly at: number; readonly body: string },
) => Promise<Readonly<Record<string, string>>>;
