import { invocationId, type Random } from "../domain/ambient.ts";
import { hasFactor } from "../domain/factors.ts";
import { type FactorsReset, isAsked, readResetToken, resetToken } from "../domain/factors-reset.ts";
import { NOTICE_SECONDS, type NoticeOfReset, resetNoticeId } from "../domain/notice.ts";
import { maskWithin } from "../domain/mask-within.ts";
import type { SendQueue } from "../delivery/port.ts";
import type { Author } from "./block-customer.ts";
import { goingOn } from "./going-on.ts";
import type { CustomerQuery } from "./find-customer.ts";
import { noticeWay } from "./notice-way.ts";
import type { Observer } from "../observability/port.ts";
import type { Settings } from "../settings.ts";
import type { SubjectKey } from "../domain/subject.ts";
import type { Contact } from "../storage/port/customers.ts";
import type { Stores } from "../storage/port.ts";
import { findSubject, type FindSubjectDependencies, type FindSubjectOutcome } from "./find-subject.ts";

export interface AskResetDependencies extends FindSubjectDependencies {
  readonly storage: FindSubjectDependencies["storage"] &
    Stores<{ factors: "askReset" | "startReset"; notices: "open" }>;
  readonly queue: SendQueue;
  readonly observer: Pick<Observer, "audit">;
  readonly random: Random;
}

export interface AskReset {
  /** Why the admin believes that it is the user who asks: for the audit trail, and for who judges it later. */
  readonly evidence: string;
  readonly author: Author;
  /** Whether an owner asks: then no link and no factor cancels it. */
  readonly asOwner: boolean;
  /** Addresses and numbers that are not told; an owner's to say. */
  readonly leaveOut: readonly string[];
  /** Whether an owner has its hours count although no contact can be told. */
  readonly untold: boolean;
}

export type AskResetOutcome =
  | {
      readonly kind: "asked";
      /** Whose notices are under way. */
      readonly told: readonly Contact[];
      readonly hours: number;
      /** Its hour in epoch seconds, where it is known by now. */
      readonly resetAt?: number;
    }
  | Exclude<FindSubjectOutcome, { readonly kind: "found" }>
  | {
      readonly kind:
        | "no-factors"
        /** It was asked for before, and waits for its hour; or who asks now is no owner, or is one, and who asked then was not. */
        | "pending"
        /** It was canceled: an owner alone asks for it again. */
        | "canceled-before"
        /** No contact has an address or a number that can be told: an owner has to say that its hours count all the same. */
        | "nobody-to-tell"
        | "owner-only"
        | "no-such-contact"
        | "changed-meanwhile";
    };

/**
 * Asks for the reset of what a user has enrolled and lost: writes it down, and has every contact told, whose first notice
 * that a provider takes has its hours count. Nothing changes for the user until its hour. Where the contacts were not told
 * then, who asks again has them told: of the same reset, with the same link.
 */
export async function askReset(
  deps: AskResetDependencies,
  query: CustomerQuery,
  asked: AskReset,
): Promise<AskResetOutcome> {
  const { storage, settings, clock, random } = deps;
  const { asOwner, author } = asked;
  if (!asOwner && (asked.untold || asked.leaveOut.length > 0)) return { kind: "owner-only" };
  const found = await findSubject(deps, query);
  if (found.kind !== "found") return found;
  const { at, factors, contacts } = found;
  if (!factors || !hasFactor(factors)) return { kind: "no-factors" };
  const now = clock();
  const { reset } = factors;
  const hours = settings.factors.resetHours;
  const resetAt = now + hours * 3600;
  const waits = isAsked(reset, now);
  const evidence = maskWithin(asked.evidence);
  const act = began(deps, at, { ...asked, evidence });
  if (waits && reset.resetAt === undefined && reset.id !== undefined && asked.untold) {
    // As long as the user was told.
    const told = reset.hours ?? hours;
    const startsAt = now + told * 3600;
    await storage.factors.startReset(at, reset.id, startsAt);
    act.done({ told: 0 });
    return { kind: "asked", told: [], hours: told, resetAt: startsAt };
  }
  // A notice that nobody took for a day is tried no more.
  const isStale = waits && reset.resetAt === undefined && now >= (reset.askedAt ?? 0) + NOTICE_SECONDS;
  // Whom an owner left out is not told by an admin.
  const goesOn = waits && (!isStale || (reset.byOwner && !asOwner));
  const secret = await deps.keys.recipient();
  const waiting = goesOn ? untoldReset(secret, at, reset, asOwner) : undefined;
  if (goesOn && !waiting) return act.refused("pending");
  if (reset?.canceledAt !== undefined && !asOwner) return act.refused("canceled-before");

  const leftOut = new Set(asked.leaveOut.map((one) => one.trim()));
  const named = contacts.filter(({ address }) => address !== undefined && leftOut.has(address));
  if (named.length < leftOut.size) return act.refused("no-such-contact");
  const told = contacts.filter((one) => !named.includes(one) && isTold(settings, one));
  if (told.length === 0 && !asked.untold) return act.refused("nobody-to-tell");
  const one = waiting ?? { askedAt: now, ...newReset(secret, at, now, { asOwner, hours }) };
  const { id } = one;
  if (!waiting) {
    const written = {
      ...{ version: factors.version, id, by: author.by, byOwner: asOwner, evidence, hours },
      ...(told.length === 0 && { resetAt }),
    };
    const done = await storage.factors.askReset(at, written, { by: invocationId(random), now });
    if (!done) return act.refused("changed-meanwhile");
  }
  await tell(deps, told, one);
  act.done({ told: told.length, reset: id, ...(waiting && { again: true }) });
  return { kind: "asked", told, hours: one.hours, ...(told.length === 0 && { resetAt }) };
}

/** A reset that contacts are to be told of, and when it was asked for, in epoch seconds. */
type ToldReset = NoticeOfReset & { readonly askedAt: number };

function newReset(
  secret: Uint8Array,
  at: SubjectKey,
  askedAt: number,
  { asOwner, hours }: Pick<AskReset, "asOwner"> & { readonly hours: number },
): NoticeOfReset {
  const token = resetToken(secret, at, askedAt);
  const id = readResetToken(token)?.id ?? "";
  return { at, id, hours, ...(!asOwner && hours > 0 && { token }) };
}

/**
 * A reset whose hours have not begun, as it was told or was to be told: a process that died, or a queue with a fault, may
 * have kept it from all contacts. Undefined where the link that they have cannot be made again, and where an owner asked
 * and none does now, or the other way round: who is told of it was theirs to say.
 */
function untoldReset(
  secret: Uint8Array,
  at: SubjectKey,
  { id, askedAt, hours, resetAt, byOwner }: FactorsReset,
  asOwner: boolean,
): ToldReset | undefined {
  if (resetAt !== undefined || askedAt === undefined || hours === undefined || byOwner !== asOwner)
    return undefined;
  const again = newReset(secret, at, askedAt, { asOwner, hours });
  return again.id === id ? { askedAt, ...again } : undefined;
}

/** By e-mail or SMS, as of every change of factors. */
function isTold(settings: Settings, { address, status }: Contact): boolean {
  return address !== undefined && status === "active" && noticeWay(settings, address) !== undefined;
}

/** Repeating it sends nothing twice: a notice knows that it was sent. @throws the first fault, once all others are told */
async function tell(
  { storage, settings, queue }: AskResetDependencies,
  contacts: readonly Contact[],
  { askedAt: at, ...reset }: ToldReset,
): Promise<void> {
  const id = resetNoticeId(reset.id);
  const on = goingOn();
  for (const { recipientKey, address = "", locale = settings.defaultLocale } of contacts)
    await on.step(async () => {
      const notice = { id, kind: "reset-asked", at, address, locale, reset } as const;
      await storage.notices.open(recipientKey, notice, at + NOTICE_SECONDS);
      const { channel = "email" } = noticeWay(settings, address) ?? {};
      await queue.enqueue(channel, [{ recipientKey, nonce: id, send: 1, channel, notice: true }]);
    });
  on.tell();
}

/** Leaves a line before the first write, so that an act that breaks off can be seen, and gives what leaves one at the end. */
function began(
  { observer, random }: Pick<AskResetDependencies, "observer" | "random">,
  at: string,
  { author, evidence, asOwner, leaveOut, untold }: AskReset,
) {
  const line = { act: invocationId(random), ...author, subject: at, evidence };
  const how = { owner: asOwner, leftOut: leaveOut.length, untold };
  observer.audit("reset-factors", { outcome: "begun", ...line, ...how });
  return {
    done: (counts: Readonly<Record<string, number | string | boolean>>) => {
      observer.audit("reset-factors", { outcome: "done", ...line, ...how, ...counts });
    },
    refused<Kind extends string>(kind: Kind) {
      observer.audit("reset-factors", { outcome: kind, ...line, ...how });
      return { kind };
    },
  };
}
