import { type Delivery, LEAST_LIFE_SECONDS, TOO_LATE } from "../../domain/challenge.ts";
import type { ChallengeLocation } from "../port/challenges.ts";
import type { SendStore } from "../port/sends.ts";
import { challengeKey, fromItem } from "./challenge-item.ts";
import { type Item, iso, type Table } from "./table.ts";

/** How long a deliverer has before another one may take the send over, in seconds. */
const LEASE_SECONDS = 30;

/** The steps of a send as conditional writes. */
export function sendStore(table: Table): SendStore {
  /** Records the state of a send that is not done yet, and gives its lease back. */
  const record = async (
    at: ChallengeLocation,
    set: string,
    send: number,
    delivery: Delivery,
    now: number,
    values: Item = {},
    also = "",
  ) => {
    await table.update(challengeKey(at), {
      set,
      remove: "lease, leasedBy",
      condition: `doneSend < :send${also}`,
      values: { ":send": send, ":delivery": { ...delivery, at: now, atIso: iso(now) }, ...values },
    });
  };

  return {
    async claim(at, send, { by, now }) {
      const result = await table.update(challengeKey(at), {
        set: "lease = :until, leasedBy = :by, askedSend = :send",
        condition:
          "#status = :pending AND expiresAt > :soon AND doneSend < :send AND attribute_not_exists(decoy)" +
          " AND NOT lease > :now AND NOT askedSend > :send",
        names: { "#status": "status" },
        wantsItem: "before",
        values: {
          ":pending": "pending",
          ":soon": now + LEAST_LIFE_SECONDS,
          ":send": send,
          ":now": now,
          ":until": now + LEASE_SECONDS,
          ":by": by,
        },
      });
      if (!result.item) return { kind: "refused", challenge: undefined };
      const challenge = fromItem(result.item);
      const askedSend = Number(result.item.askedSend ?? 0);
      // After a lost answer the item shows our own mark, which says nothing of before: as if it had been asked.
      const done = result.kind === "done" || result.item.leasedBy === by;
      return done
        ? { kind: "done", challenge, maybeSent: askedSend >= send }
        : { kind: "refused", challenge, ...(askedSend > send && { superseded: true }) };
    },

    async giveUp(at, send, now) {
      const delivery = { state: "failed", reason: TOO_LATE, at: now, atIso: iso(now) };
      const result = await table.update(challengeKey(at), {
        set: "doneSend = :send, delivery = :delivery",
        remove: "lease, leasedBy",
        condition:
          "#status = :pending AND NOT expiresAt > :soon AND doneSend < :send AND attribute_not_exists(decoy)" +
          " AND NOT lease > :now",
        names: { "#status": "status" },
        wantsItem: true,
        values: {
          ":pending": "pending",
          ":soon": now + LEAST_LIFE_SECONDS,
          ":send": send,
          ":now": now,
          ":delivery": delivery,
        },
      });
      if (result.kind === "done") return { kind: "done", challenge: fromItem(result.item) };
      if (!result.item) return { kind: "refused", challenge: undefined };
      // A write whose answer was lost meets what it has written, to the second.
      const written = result.item.delivery as Partial<typeof delivery> | undefined;
      const mine = result.item.doneSend === send && written?.reason === TOO_LATE && written.at === now;
      return { kind: mine ? "done" : "refused", challenge: fromItem(result.item) };
    },

    settle: (at, send, delivery, now) =>
      record(at, "doneSend = :send, delivery = :delivery", send, delivery, now),

    release: (at, send, delivery, now, unsent = false) =>
      record(
        at,
        unsent ? "delivery = :delivery, askedSend = :before" : "delivery = :delivery",
        send,
        delivery,
        now,
        {
          ...(unsent && { ":before": send - 1 }),
        },
        // A newer send has been asked for meanwhile: what it may have cost must not be forgotten.
        " AND NOT askedSend > :send",
      ),
  };
}
