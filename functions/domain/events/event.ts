import { createHash } from "node:crypto";
import type { Acr } from "../acr.ts";
import type { DeliveryState, EndCause } from "../challenge.ts";
import type { Channel } from "../channel.ts";
import type { Guesser } from "../factors.ts";
import type { NoticeKind } from "../notice.ts";
import type { FactorsResetStep } from "../factors-reset.ts";
import type { EventType } from "./event-types.ts";

/** Grows when a receiver could no longer read an event as it did: a member is taken away, or means something else. */
export const EVENT_VERSION = 1;

/**
 * What events say of a challenge. Its id is no part of it: who has that may guess the code, see its status and cancel it.
 * The name of the challenge opens nothing, and is the `sid` of the session that its approval opens.
 */
export interface ChallengeFacts {
  readonly challenge: string;
  readonly subject: string;
  readonly channel: Channel;
  /** Masked, as the API shows it. */
  readonly recipient: string;
  readonly country?: string;
  readonly purpose: string;
  /** The app that it was a sign-in to. */
  readonly clientId?: string;
  /** What the owner's server called the transaction that its code confirms. */
  readonly reference?: string;
  /** Set where it is a test recipient's. */
  readonly test?: true;
}

export const FAILURES = ["locked", "canceled", "undeliverable"] as const;

/** How sessions end beside a plain sign-out. */
export type SessionEnd = "signed-out" | EndCause;

/** What each type of event says. */
export interface EventData {
  readonly "challenge.approved": ChallengeFacts & {
    readonly acr: Acr;
    readonly amr: readonly string[];
    /** Until when its session lasts, unless it is ended: absent where no session was opened. */
    readonly sessionEndsAt?: string;
  };
  readonly "challenge.failed": ChallengeFacts & {
    readonly failure: (typeof FAILURES)[number];
    /** A stable code: why it was canceled, or why the message was not delivered. */
    readonly reason?: string;
  };
  readonly "delivery.changed": ChallengeFacts & {
    /** Which of the challenge's sends it is, from 1 on. */
    readonly send: number;
    readonly state: DeliveryState;
    readonly provider?: string;
    readonly reason?: string;
  };
  readonly "session.ended": ChallengeFacts & { readonly cause: SessionEnd };
  readonly "factor.changed": {
    readonly subject: string;
    readonly change: NoticeKind | FactorsResetStep;
  };
  readonly "customer.blocked": CustomerFacts;
  readonly "customer.unblocked": CustomerFacts;
  readonly "app.suspended": { readonly clientId: string; readonly suspended: boolean };
  readonly "security.not-me": ChallengeFacts & {
    /** What the person said it of: a code that was asked for, or a session that had been opened. */
    readonly of: "challenge" | "session";
  };
  readonly "security.factor-locked": { readonly subject: string; readonly guesser: Guesser };
  readonly "security.sends-stopped": {
    /** A country, or the beginning of numbers. */
    readonly group: string;
    readonly until: string;
  };
  readonly "test.sent": { readonly receiver: string };
}

/** A contact of a customer. */
export interface CustomerFacts {
  /** The owner's id; absent where the contact has none. */
  readonly customerId?: string;
  /** Masked; absent in items of releases that kept none. */
  readonly recipient?: string;
}

/** What stands around what an event says. */
interface Envelope {
  /** The same however often it is told, to whomever. */
  readonly id: string;
  readonly version: typeof EVENT_VERSION;
  /** When it happened, in ISO 8601. */
  readonly timestamp: string;
  readonly stage: string;
}

interface Told<Type extends EventType> {
  readonly type: Type;
  readonly data: EventData[Type];
}

/** One thing that happened, as the owner's systems are told it. */
export type OwnerEvent = { readonly [Type in EventType]: Envelope & Told<Type> }[EventType];

/** What happened, before it is given a stage and an id. */
export type Happened = { readonly [Type in EventType]: HappenedOf<Type> }[EventType];

interface HappenedOf<Type extends EventType> {
  readonly type: Type;
  readonly data: EventData[Type];
  /** What its id is made of beside its type: the item, and which of its changes. */
  readonly of: readonly (string | number)[];
  /** Epoch seconds. */
  readonly at: number;
}

/** Names an event by what happened to which item: who is told once more of the same can tell. */
export function eventId(stage: string, type: EventType, of: readonly (string | number)[]): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([stage, type, ...of]))
    .digest();
  return `evt_${hash.subarray(0, 18).toString("base64url")}`;
}

export function ownerEvent(stage: string, { of, at, ...told }: Happened): OwnerEvent {
  const id = eventId(stage, told.type, of);
  return { id, version: EVENT_VERSION, timestamp: isoOf(at), stage, ...told };
}

/** @param at epoch seconds */
export function isoOf(at: number): string {
  return new Date(at * 1000).toISOString();
}
