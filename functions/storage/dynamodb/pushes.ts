import type { PushStore } from "../port/pushes.ts";
import { factorsKey, pushItem } from "./factor-item.ts";
import { CHANGES, changedBy, newItem, UNCHANGED } from "./moved-factors.ts";
import type { Table } from "./table.ts";

/** The browsers in the item of a subject's factors, each step one conditional write. */
export function pushStore(table: Table): PushStore {
  return {
    async add(at, { subject, version, pushes }, { subscription, provenAt }, write) {
      const { id, recipientKey } = subscription;
      const first = { [id]: pushItem(subscription) };
      if (version === 0) {
        const item = newItem(at, { subject }, write);
        const result = await table.put(
          { ...item, pushes: first, proofs: { [recipientKey]: provenAt } },
          { condition: "attribute_not_exists(pk)", values: {} },
        );
        return result.kind === "done" || result.item?.changedBy === write.by;
      }
      const isFirst = pushes.length === 0;
      const result = await table.update(factorsKey(at), {
        // An item from before this channel has no map to write into; one that lost its last browser has an empty one.
        set: `${CHANGES}, ${isFirst ? "pushes = :push" : "pushes.#id = :push"}, proofs.#contact = :provenAt`,
        // The same browser may come back.
        remove: "lostPush",
        condition: isFirst ? UNCHANGED : `${UNCHANGED} AND attribute_not_exists(pushes.#id)`,
        names: { ...(!isFirst && { "#id": id }), "#contact": recipientKey },
        values: {
          ...changedBy(version, write),
          ...{ ":push": isFirst ? first : pushItem(subscription), ":provenAt": provenAt },
        },
      });
      return result.kind === "done" || result.item?.changedBy === write.by;
    },

    async remove(at, { version }, id, write) {
      const result = await table.update(factorsKey(at), {
        set: CHANGES,
        remove: "pushes.#id",
        condition: `${UNCHANGED} AND attribute_exists(pushes.#id)`,
        names: { "#id": id },
        values: changedBy(version, write),
      });
      return result.kind === "done" || result.item?.changedBy === write.by;
    },

    async drop(at, { id, enrolledAt }) {
      const result = await table.update(factorsKey(at), {
        set: "version = version + :one, lostPush = :id",
        remove: "pushes.#id",
        condition: "pushes.#id.enrolledAt = :enrolledAt",
        names: { "#id": id },
        values: { ":one": 1, ":id": id, ":enrolledAt": enrolledAt },
      });
      return result.kind === "done";
    },
  };
}
