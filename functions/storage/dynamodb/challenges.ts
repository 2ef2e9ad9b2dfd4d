import { type EndCause, LATE_SIGN_OUT_SECONDS, MAX_CODE_SECONDS } from "../../domain/challenge.ts";
import { type Channel, channelsTo, commonAmr, traitsOf, turnsInto } from "../../domain/channel.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { ChallengeList, ChallengeStore } from "../port/challenges.ts";
import { CHALLENGE_ITEM, challengeKey, fromItem, recipientPartition, toItem } from "./challenge-item.ts";
import {
  approving,
  guess,
  STATUS,
  OPEN_FOR_CODES,
  OPEN_FOR_GUESSES,
  settled,
  wrote,
} from "./challenge-writes.ts";
import { provedSteps } from "./proved-challenge.ts";
import { type Narrowing, queryAll, queryPages } from "./query.ts";
import { readable } from "./readable.ts";
import { type Item, iso, type Table, type Update } from "./table.ts";

/** The steps of a challenge's life as conditional writes. */
export function challengeStore(table: Table, retentionSeconds: number): ChallengeStore {
  return {
    async open(challenge) {
      const put = await table.put(toItem(challenge, retentionSeconds), {
        condition: "attribute_not_exists(pk)",
        values: {},
      });
      // A conflict can only be with an earlier try of the same request: the nonce is random.
      return put.kind === "conflict" && put.item ? fromItem(put.item) : challenge;
    },

    async openApproved(challenge, { by }) {
      const { approvedAt, sessionEndsAt } = challenge;
      const put = await table.put(
        {
          ...toItem(challenge, retentionSeconds),
          ...{ approvedAtIso: iso(approvedAt), sessionEndsAtIso: iso(sessionEndsAt) },
          decidedBy: new Set([by]),
          // What signs it in may be shown again for so long: then it has to be there.
          ttl: Math.max(sessionEndsAt, approvedAt + MAX_CODE_SECONDS) + retentionSeconds,
        },
        { condition: "attribute_not_exists(pk)", values: {} },
      );
      if (put.kind === "done") return { kind: "done", challenge };
      return settled(put, (item) => wrote(item, by));
    },

    async approve(at, { by, now, ...opens }) {
      const approval = approving(opens, now, retentionSeconds);
      const result = await table.update(challengeKey(at), {
        set: ["attempts = attempts + :one", ...approval.set].join(", "),
        add: "decidedBy :me",
        condition: `${OPEN_FOR_GUESSES} AND attribute_not_exists(decoy) AND attribute_not_exists(secondFactor)`,
        names: { ...STATUS, "#ttl": "ttl" },
        wantsItem: true,
        values: { ...guess(by, now), ...approval.values },
      });
      return settled(result, (item) => item.status !== "pending" && wrote(item, by));
    },

    ...provedSteps(table, retentionSeconds),

    async countWrong(at, { by, now }) {
      const result = await table.update(challengeKey(at), {
        set: "attempts = attempts + :one",
        add: "decidedBy :me",
        condition: `(${OPEN_FOR_GUESSES}) OR (${OPEN_FOR_CODES})`,
        names: STATUS,
        wantsItem: true,
        values: { ...guess(by, now), ":proved": "proved" },
      });
      return settled(result, (item) => wrote(item, by));
    },

    async countSend(at, { channel, ...asked }) {
      const oneMore = (turn: Turn) => table.update(challengeKey(at), sendOnceMore(asked, turn));
      const ours = (item: Item) => wrote(item, asked.by);
      if (channel === undefined) return settled(await oneMore({ from: [] }), ours);
      const { addressKind } = traitsOf(channel);
      const others = channelsTo(addressKind).filter((one) => one !== channel && turnsInto(one, channel));
      if (others.length > 0) {
        const turn = { from: others, to: { channel, amr: commonAmr(addressKind) } };
        const result = await oneMore(turn);
        if (result.kind === "done" || result.item?.channel !== channel) return settled(result, ours);
      }
      // The way that it went before: what a code proves stays as it is.
      return settled(await oneMore({ from: [channel] }), ours);
    },

    async end(at, now, cause) {
      await table.update(challengeKey(at), ending(now, cause));
    },

    async endShown(shown, now, cause) {
      await table.update(challengeKey(shown), ending(now, cause, endsBy(shown.generation, now)));
    },

    async cancel(at, now, cause) {
      const result = await table.update(challengeKey(at), {
        set: "#status = :canceled, canceledFor = :cause, endedAt = :now, endedAtIso = :nowIso",
        condition: "#status IN (:pending, :proved)",
        names: STATUS,
        wantsItem: true,
        values: {
          ...{ ":now": now, ":nowIso": iso(now), ":cause": cause },
          ...{ ":pending": "pending", ":proved": "proved", ":canceled": "canceled" },
        },
      });
      const found = result.kind === "conflict" ? result.item : undefined;
      // A session that ended plainly may have left grants behind.
      const hasMore =
        found?.status === "approved" || (found?.status === "ended" && found.endedFor === undefined);
      if (!hasMore) return settled(result, () => false);
      const ended = await table.update(challengeKey(at), { ...ending(now, cause), wantsItem: true });
      return settled(ended, () => false);
    },

    async forgive(at) {
      const result = await table.update(challengeKey(at), {
        set: "forgiven = :true",
        condition: "approvedAt > :zero AND attribute_not_exists(forgiven)",
        values: { ":true": true, ":zero": 0 },
      });
      return result.kind === "done";
    },

    async read(at) {
      const item = await table.get(challengeKey(at));
      return item && fromItem(item);
    },

    async list(recipientKey) {
      const items = await queryAll(table, recipientPartition(recipientKey), CHALLENGE_ITEM);
      const { read: challenges, damaged } = readable(items, fromItem);
      return { challenges, damaged };
    },

    // What lacks a status is damaged, and passes: an operator has to learn of it.
    listApproved: (recipientKey) =>
      challengesOf(table, recipientKey, {
        filter: "NOT #status IN (:pending, :proved, :canceled)",
        names: STATUS,
        values: { ":pending": "pending", ":proved": "proved", ":canceled": "canceled" },
      }),

    listOpen: (recipientKey) =>
      challengesOf(table, recipientKey, {
        filter: "NOT #status IN (:ended, :canceled)",
        names: STATUS,
        values: { ":ended": "ended", ":canceled": "canceled" },
      }),
  };
}

async function* challengesOf(
  table: Table,
  recipientKey: RecipientKey,
  narrowing: Narrowing,
): AsyncGenerator<ChallengeList, void> {
  const pages = queryPages(table, recipientPartition(recipientKey), CHALLENGE_ITEM, narrowing);
  for await (const items of pages) {
    const { read: challenges, damaged } = readable(items, fromItem);
    yield { challenges, damaged };
  }
}

/** Which channels a challenge may be on for one more send, and which it goes on with from then on. */
interface Turn {
  /** Any without one. */
  readonly from: readonly Channel[];
  readonly to?: { readonly channel: Channel; readonly amr: readonly string[] };
}

type Asked = Parameters<ChallengeStore["countSend"]>[1];

function sendOnceMore(
  { by, now, resendAfterSeconds, withoutTransaction = false }: Omit<Asked, "channel">,
  { from, to }: Turn,
): Update {
  const channels = from.map((channel, index) => [`:from${index}`, channel] as const);
  return {
    set: [
      "sends = sends + :one, nextSendAt = :next, nextSendAtIso = :nextIso, delivery = :queued",
      ...(to ? ["channel = :channel, amr = :amr"] : []),
    ].join(", "),
    add: "decidedBy :me",
    condition: [
      `${OPEN_FOR_GUESSES} AND sends < maxSends AND nextSendAt <= :now`,
      ...(withoutTransaction ? ["attribute_not_exists(#transaction)"] : []),
      ...(channels.length > 0 ? [`channel IN (${channels.map(([name]) => name).join(", ")})`] : []),
    ].join(" AND "),
    names: { ...STATUS, ...(withoutTransaction && { "#transaction": "transaction" }) },
    wantsItem: true,
    values: {
      ...guess(by, now),
      ...Object.fromEntries(channels),
      ":next": now + resendAfterSeconds,
      ":nextIso": iso(now + resendAfterSeconds),
      ":queued": { state: "queued" },
      ...(to && { ":channel": to.channel, ":amr": to.amr }),
    },
  };
}

/** Whether the session token of this generation may end its session, as `mayEnd` says. */
function endsBy(generation: number, now: number): Required<Pick<Update, "condition" | "values">> {
  const counts = generation === 0 ? "attribute_not_exists(generation)" : "generation = :shown";
  return {
    condition: `(${counts} OR (generation = :next AND factorAt > :recent))`,
    values: {
      ...(generation > 0 && { ":shown": generation }),
      ...{ ":next": generation + 1, ":recent": now - LATE_SIGN_OUT_SECONDS },
    },
  };
}

/** Ends a session. Only who wants to see it asks for it: a thousand are ended at a time, and none is looked at again. */
function ending(
  now: number,
  cause: EndCause | undefined,
  also?: Required<Pick<Update, "condition" | "values">>,
): Update {
  const ends =
    cause === undefined
      ? "#status = :approved"
      : "(#status = :approved OR (#status = :ended AND attribute_not_exists(endedFor)))";
  return {
    set: [
      "#status = :ended, endedAt = :now, endedAtIso = :nowIso",
      ...(cause === undefined ? [] : ["endedFor = :cause"]),
    ].join(", "),
    condition: also ? `${ends} AND ${also.condition}` : ends,
    names: STATUS,
    values: {
      ...also?.values,
      ":now": now,
      ":nowIso": iso(now),
      ":approved": "approved",
      ":ended": "ended",
      ":cause": cause,
    },
  };
}
