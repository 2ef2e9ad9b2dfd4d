import type { ResetToken } from "../../domain/factors-reset.ts";
import { type Notice, NOTICE_KINDS, type NoticeOfReset } from "../../domain/notice.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import { spendDay, spendDayEndsAt } from "../../domain/spend.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { NoticeStore } from "../port/notices.ts";
import type { Write } from "../port/write.ts";
import { Attributes } from "./attributes.ts";
import { recipientPartition } from "./challenge-item.ts";
import { type Item, type ItemKey, iso, type Table } from "./table.ts";

/** How long a deliverer has before another one may take it over, in seconds. */
const LEASE_SECONDS = 30;

/** A day more than it is worth sending: what is told again of the same act finds it. In seconds. */
const KEPT_SECONDS = 86_400;

/** Notices as items, each step one conditional write. */
export function noticeStore(table: Table): NoticeStore {
  const count = async (
    names: { readonly counter: string; readonly by: string },
    recipientKey: RecipientKey,
    most: number,
    { by, now }: Write,
  ) => {
    const day = { pk: recipientPartition(recipientKey), sk: `notices-of-day#${spendDay(now)}` };
    const result = await table.update(day, {
      set: "#by = :by, #ttl = :ttl",
      add: "#counter :one",
      condition: "NOT #counter >= :most AND NOT #by = :by",
      names: { "#ttl": "ttl", "#counter": names.counter, "#by": names.by },
      values: { ":one": 1, ":most": most, ":by": by, ":ttl": spendDayEndsAt(now) + KEPT_SECONDS },
    });
    return result.kind === "done" || result.item?.[names.by] === by;
  };
  return {
    async open(recipientKey, { id, kind, at, address, locale, reset, provider }, until) {
      await table.update(noticeKey(recipientKey, id), {
        set: `${reset ? "resetOf = :reset, " : ""}${provider === undefined ? "" : "provider = :provider, "}kind = :kind, #at = :at, atIso = :atIso, address = :address, locale = :locale, #until = :until, #ttl = :ttl`,
        // Who is told of a reset once more is told also where the day had no money for it.
        ...(reset && { remove: "doneAt, doneAtIso, outcome" }),
        condition: `attribute_not_exists(pk)${reset ? " OR outcome = :failed" : ""}`,
        names: { "#at": "at", "#until": "until", "#ttl": "ttl" },
        values: {
          ...{ ":kind": kind, ":at": at, ":atIso": iso(at), ":address": address, ":locale": locale },
          ...{ ":until": until, ":ttl": until + KEPT_SECONDS },
          ...(reset && { ":reset": reset, ":failed": "failed" }),
          ...(provider !== undefined && { ":provider": provider }),
        },
      });
    },

    async claim(recipientKey, id, { by, now }) {
      const result = await table.update(noticeKey(recipientKey, id), {
        // What was paid for is used up by the claim: a deliverer that dies with its message sent leaves nothing free behind.
        set: "lease = :until, leasedBy = :by, claimedPaid = if_not_exists(paid, :no)",
        remove: "paid",
        condition:
          "attribute_exists(pk) AND attribute_not_exists(doneAt) AND #until > :now AND NOT lease > :now",
        names: { "#until": "until" },
        values: { ":until": now + LEASE_SECONDS, ":now": now, ":by": by, ":no": false },
        wantsItem: true,
      });
      const { item } = result;
      if (result.kind === "done" || item?.leasedBy === by) return fromItem(id, item ?? {});
      const isOpen = item !== undefined && item.doneAt === undefined && Number(item.until) > now;
      return isOpen ? "busy" : undefined;
    },

    async settle(recipientKey, id, outcome, now) {
      await table.update(noticeKey(recipientKey, id), {
        set: "doneAt = :now, doneAtIso = :nowIso, outcome = :outcome",
        // Nothing reads any more which reset it told of: the link in the message is to be nowhere else.
        remove: "lease, leasedBy, claimedPaid, resetOf",
        condition: "attribute_exists(pk) AND attribute_not_exists(doneAt)",
        values: { ":now": now, ":nowIso": iso(now), ":outcome": outcome },
      });
    },

    async release(recipientKey, id, paid = false) {
      await table.update(noticeKey(recipientKey, id), {
        ...(paid && { set: "paid = :paid" }),
        remove: paid ? "lease, claimedPaid" : "lease, paid, claimedPaid",
        condition: "attribute_exists(pk) AND NOT lease = :none",
        values: { ":none": 0, ":paid": paid || undefined },
      });
    },

    countPaid: (recipientKey, most, write) =>
      count({ counter: "paidNotices", by: "countedBy" }, recipientKey, most, write),

    countInvitation: (recipientKey, most, write) =>
      count({ counter: "invitations", by: "invitedBy" }, recipientKey, most, write),
  };
}

function noticeKey(recipientKey: RecipientKey, id: string): ItemKey {
  return { pk: recipientPartition(recipientKey), sk: `notice#${id}` };
}

function fromItem(id: string, item: Item): Notice {
  const read = new Attributes(item);
  const reset = read.optionalMap("resetOf");
  const provider = read.optionalText("provider");
  return {
    id,
    kind: read.oneOf("kind", NOTICE_KINDS),
    at: read.count("at"),
    address: read.text("address"),
    locale: read.text("locale"),
    ...(reset && { reset: resetOf(reset) }),
    ...(provider !== undefined && { provider }),
    ...(read.optionalFlag("claimedPaid") && { paid: true }),
  };
}

function resetOf(read: Attributes): NoticeOfReset {
  const token = read.optionalText("token");
  return {
    at: read.text("at") as SubjectKey,
    id: read.text("id"),
    hours: read.count("hours"),
    ...(token !== undefined && { token: token as ResetToken }),
  };
}
