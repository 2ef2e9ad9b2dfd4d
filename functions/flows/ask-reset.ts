import { invocationId, type Random } from "../domain/ambient.ts";
import { hasFactor } from "../domain/factors.ts";
import { isAsked, newResetToken, readResetToken, type ResetToken } from "../domain/factors-reset.ts";
import { NOTICE_SECONDS, resetNoticeId } from "../domain/notice.ts";
import { maskWithin } from "../domain/mask-within.ts";
import type { SendQueue } from "../delivery/port.ts";
import type { Author } from "./block-customer.ts";
import { goingOn } from "./going-on.ts";
import type { CustomerQuery } from "./find-customer.ts";
import { noticeWay } from "./notice-way.ts";
import type { Observer } from "../observability/port.ts";
import type { Settings } from "../settings.ts";
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
        /** It was asked for before, and waits. */
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
 * that a provider takes has its hours count. Nothing changes for the user until its hour.
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
    await storage.factors.startReset(at, reset.id, resetAt);
    act.done({ told: 0 });
    return { kind: "asked", told: [], hours, resetAt };
  }
  // A notice that nobody took for a day is tried no more.
  const isStale = waits && reset.resetAt === undefined && now >= (reset.askedAt ?? 0) + NOTICE_SECONDS;
  if (waits && !isStale) return act.refused("pending");
  if (reset?.canceledAt !== undefined && !asOwner) return act.refused("canceled-before");

  const leftOut = new Set(asked.leaveOut.map((one) => one.trim()));
  const named = contacts.filter(({ address }) => address !== undefined && leftOut.has(address));
  if (named.length < leftOut.size) return act.refused("no-such-contact");
  const told = contacts.filter((one) => !named.includes(one) && isTold(settings, one));
  if (told.length === 0 && !asked.untold) return act.refused("nobody-to-tell");
  const token = newResetToken(random, at);
  const id = readResetToken(token)?.id ?? "";
  const done = await storage.factors.askReset(
    at,
    {
      ...{ version: factors.version, id, by: author.by, byOwner: asOwner, evidence, hours },
      ...(told.length === 0 && { resetAt }),
    },
    { by: invocationId(random), now },
  );
  if (!done) return act.refused("changed-meanwhile");
  await tell(deps, told, { at, id, hours, ...(!asOwner && hours > 0 && { token }) }, now);
  act.done({ told: told.length, reset: id });
  return { kind: "asked", told, hours, ...(told.length === 0 && { resetAt }) };
}

/** By e-mail or SMS, as of every change of factors. */
function isTold(settings: Settings, { address, status }: Contact): boolean {
  return address !== undefined && status === "active" && noticeWay(settings, address) !== undefined;
}

/** @throws the first fault, once all others are told */
async function tell(
  { storage, settings, queue }: AskResetDependencies,
  contacts: readonly Contact[],
  reset: {
    readonly at: Parameters<typeof newResetToken>[1];
    readonly id: string;
    readonly hours: number;
    readonly token?: ResetToken;
  },
  at: number,
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
    done: (counts: Readonly<Record<string, number | string>>) => {
      observer.audit("reset-factors", { outcome: "done", ...line, ...how, ...counts });
    },
    refused<Kind extends string>(kind: Kind) {
      observer.audit("reset-factors", { outcome: kind, ...line, ...how });
      return { kind };
    },
  };
}
