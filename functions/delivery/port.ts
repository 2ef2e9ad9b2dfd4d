import type { Passcode } from "../domain/passcode.ts";
import type { Transaction } from "../domain/challenge.ts";
import type { Channel } from "../domain/channel.ts";

/** The words of one message, ready for a provider. */
export interface Message {
  readonly channel: Channel;
  readonly address: string;
  /** E-mail only. */
  readonly subject?: string;
  readonly text: string;
  /** E-mail only. */
  readonly html?: string;
  /** For a provider that fills a template of its own. */
  readonly passcode: Passcode;
  /** A language tag, the same as that of the words. */
  readonly locale: string;
  /** Which send this is, so that its receipt finds it again. */
  readonly order: SendOrder;
}

/** The words of one message; subject and HTML for e-mail only. */
export type WrittenMessage = Pick<Message, "text" | "subject" | "html">;

/** What a message has to say. */
export interface MessageFacts {
  readonly channel: Channel;
  readonly address: string;
  readonly passcode: Passcode;
  readonly purpose: string;
  readonly locale: string;
  /** Whole minutes that the passcode still lives, at least 1. */
  readonly minutesLeft: number;
  /** Browser and system that asked for it, like "Firefox on Windows"; absent where they are not known. */
  readonly askedFrom?: string | undefined;
  /** What the code confirms; only the owner's servers can say so. */
  readonly transaction?: Transaction | undefined;
  /** Where a user who did not ask for the code says so; e-mail only, since an SMS has no room for it. */
  readonly cancelUrl?: string | undefined;
}

export type Compose = (facts: MessageFacts) => WrittenMessage;

export type SendResult =
  | { readonly kind: "sent"; readonly messageId: string }
  /** `reason` is a stable code; the provider's own words may quote the address and stay behind. */
  | { readonly kind: "failed"; readonly retryable: boolean; readonly reason: string };

/** A company, or a thing on the laptop, that carries messages of one channel. */
export interface Provider {
  readonly name: string;
  /** ISO 3166 countries of the numbers that it serves; all of them without. */
  readonly countries?: readonly string[] | undefined;
  /** Set where its receipts name only its own message: the table then keeps which send that was. */
  readonly receipts?: "by-message";
  send(message: Message): Promise<SendResult>;
}

/** The providers of channels, in the order in which they are tried: the function of a channel has that one's alone. */
export type Providers = Readonly<Partial<Record<Channel, readonly Provider[]>>>;

/** The n-th send of one challenge, as it waits in the queue of its channel. */
export interface SendOrder {
  readonly recipientKey: string;
  readonly nonce: string;
  readonly send: number;
  /** The way that this send goes: another send of the challenge may go another way. */
  readonly channel: Channel;
}

/** A message of a channel's queue that its deliverer gives back. */
export interface ReturnedMessage {
  /** By which its queue knows this delivery of it. */
  readonly handle: string;
  /** When it should come again. */
  readonly inSeconds: number;
}

/**
 * Has messages come again sooner than when the queue's patience with their deliverer ends.
 * @throws when some of them stay hidden until then: nothing is lost by that but time
 */
export type Postpone = (channel: Channel, messages: readonly ReturnedMessage[]) => Promise<void>;

/** Where sends wait for a deliverer; one queue per channel, so that one stuck channel holds up no other one. */
export interface SendQueue {
  /** @throws when some order could not be queued: all of them may then be queued again */
  enqueue(channel: Channel, orders: readonly SendOrder[]): Promise<void>;
}
