import type { Passcode } from "../domain/passcode.ts";
import type { Channel } from "../domain/channel.ts";
import type { UsedMessage } from "../domain/message-feedback.ts";
import type { Notice } from "../domain/notice.ts";
import type { ProviderFault } from "../domain/provider-fault.ts";
import type { SubjectKey } from "../domain/subject.ts";
import type { Transaction } from "../domain/transaction.ts";

/** What a call says. */
export interface SpokenMessage {
  /** The message twice, as Amazon Polly reads it. */
  readonly ssml: string;
  /** The language that it is in, which may be another one than the user's. */
  readonly locale: string;
}

/** The words of one message, ready for a provider. */
export interface Message {
  readonly channel: Channel;
  readonly address: string;
  /** E-mail only. */
  readonly subject?: string;
  readonly text: string;
  /** E-mail only. */
  readonly html?: string;
  /** Of a call only. */
  readonly speech?: SpokenMessage;
  /** For a provider that fills a template of its own; a notice has none. */
  readonly passcode?: Passcode;
  /** A language tag, the same as that of the words. */
  readonly locale: string;
  /** How long the code still lives, in seconds: a message that comes later is of no use. */
  readonly secondsLeft: number;
  /** Whose browsers show it, of a notification only. */
  readonly subjectKey?: SubjectKey | undefined;
  /** Which send this is, so that its receipt finds it again. */
  readonly order: SendOrder;
}

/** The words of one message; subject and HTML for e-mail only, speech for calls. */
export type WrittenMessage = Pick<Message, "text" | "subject" | "html" | "speech">;

/** What a message has to say. */
export interface MessageFacts {
  readonly channel: Channel;
  readonly address: string;
  readonly passcode: Passcode;
  readonly purpose: string;
  readonly locale: string;
  /** Whole minutes that the passcode still lives, at least 1. */
  readonly minutesLeft: number;
  /** When it was asked for, in epoch seconds. */
  readonly askedAt: number;
  /** The app that the user is on the way to, as people know it. */
  readonly app?: string | undefined;
  /** Browser and system that asked for it, like "Firefox on Windows"; absent where they are not known. */
  readonly askedFrom?: string | undefined;
  /** What the code confirms; only the owner's servers can say so. */
  readonly transaction?: Transaction | undefined;
  /** Where a user who did not ask for the code says so; e-mail only, since an SMS has no room for it. */
  readonly cancelUrl?: string | undefined;
  /** What types the code into the page that waits for it; in an e-mail with a long code. */
  readonly codeUrl?: string | undefined;
}

/** Writes the words of a notice. */
export type ComposeNotice = (
  notice: Pick<Notice, "kind" | "at" | "locale" | "reset"> & {
    readonly channel: Channel;
    readonly link?: string;
  },
) => WrittenMessage;

export type Compose = (facts: MessageFacts) => WrittenMessage;

export type SendResult =
  | { readonly kind: "sent"; readonly messageId: string }
  /** `reason` is a stable code; the provider's own words may quote the address and stay behind. */
  | {
      readonly kind: "failed";
      readonly fault: ProviderFault;
      readonly reason: string;
      /** There was no answer, or none that says that it was refused: it may have been sent, and may be charged. */
      readonly maybeSent?: true;
    };

/** A company, or a thing on the laptop, that carries messages of one channel. */
export interface Provider {
  readonly name: string;
  /** ISO 3166 countries of the numbers that it serves; all of them without. */
  readonly countries?: readonly string[] | undefined;
  /** Whether it fills a template of its own, and so can say nothing but the code. */
  readonly codeAlone?: boolean | undefined;
  /** Set where its receipts name only its own message: the table then keeps which send that was. */
  readonly receipts?: "by-message";
  send(message: Message): Promise<SendResult>;
  /**
   * Says that the code of a message was used, where the provider wants to hear it: by that it tells users' SMS from
   * those that an attacker has sent to earn with them. @throws what the provider says against it
   */
  tellUsed?(messageId: string): Promise<void>;
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
  /** Set where nothing is to be sent: the code of this message was used, and its provider is told so. */
  readonly used?: UsedMessage;
  /** Set where it is no code but a notice, whose id stands as `nonce`. */
  readonly notice?: true;
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

/** The queue took all orders of a call but these. */
export class OrdersRefused extends Error {
  readonly orders: readonly SendOrder[];

  /** @param reason the queue's own code for the first of them */
  constructor(orders: readonly SendOrder[], reason: string) {
    super(`the queue refused ${orders.length} orders: ${reason}`);
    this.name = "OrdersRefused";
    this.orders = orders;
  }
}

/** Where sends wait for a deliverer; one queue per channel, so that one stuck channel holds up no other one. */
export interface SendQueue {
  /**
   * @throws OrdersRefused when some were not queued; where anything else is thrown, none may have been. All of them may be
   * queued again
   */
  enqueue(channel: Channel, orders: readonly SendOrder[]): Promise<void>;
}

/** A message as it would be written, for someone who is not there and with a code that is none. */
export interface PreviewedMessage {
  readonly purpose: string;
  readonly channel: Channel;
  /** Of an e-mail. */
  readonly subject?: string;
  readonly text: string;
  /** Of an e-mail. */
  readonly html?: string;
  /** In how many parts an SMS is sent, each of which is charged, and in which encoding. */
  readonly segments?: number;
  readonly encoding?: string;
}
