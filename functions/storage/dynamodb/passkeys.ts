import type { PasskeyStore } from "../port/passkeys.ts";
import { factorsKey, passkeyItem } from "./factor-item.ts";
import { changedBy, CHANGES, newItem } from "./moved-factors.ts";
import { iso, type Table } from "./table.ts";

/** How often a proof is written down again, in seconds. */
const PROOF_RENEWED_SECONDS = 86_400;

/** The passkeys in the item of a subject's factors, each step one conditional write. */
export function passkeyStore(table: Table): PasskeyStore {
  return {
    async add(at, { subject, version }, { passkey, provenAt }, write) {
      const { id, recipientKey } = passkey;
      if (version === 0) {
        const item = newItem(at, { subject }, write);
        const passkeys = { [id]: passkeyItem(passkey) };
        const result = await table.put(
          { ...item, passkeys, proofs: { [recipientKey]: provenAt } },
          { condition: "attribute_not_exists(pk)", values: {} },
        );
        return result.kind === "done" || result.item?.changedBy === write.by;
      }
      const result = await table.update(factorsKey(at), {
        set: `${CHANGES}, passkeys.#id = :passkey, proofs.#contact = :provenAt`,
        condition: `${UNCHANGED} AND attribute_not_exists(passkeys.#id)`,
        names: { "#id": id, "#contact": recipientKey },
        values: { ...changedBy(version, write), ":passkey": passkeyItem(passkey), ":provenAt": provenAt },
      });
      return result.kind === "done" || result.item?.changedBy === write.by;
    },

    async remove(at, { version }, id, write) {
      const result = await table.update(factorsKey(at), {
        set: CHANGES,
        remove: "passkeys.#id",
        condition: `${UNCHANGED} AND attribute_exists(passkeys.#id)`,
        names: { "#id": id },
        values: changedBy(version, write),
      });
      return result.kind === "done" || result.item?.changedBy === write.by;
    },

    async rename(at, { version }, id, name) {
      const result = await table.update(factorsKey(at), {
        set: "passkeys.#id.#name = :name",
        condition:
          "version = :version AND attribute_not_exists(takenFrom) AND attribute_exists(passkeys.#id)",
        names: { "#id": id, "#name": "name" },
        values: { ":name": name, ":version": version },
      });
      return result.kind === "done";
    },

    async used({ subjectKey, id, counter, backedUp }, usedAt) {
      const known = "passkeys.#id.#counter";
      const result = await table.update(factorsKey(subjectKey), {
        set: `${known} = :counter, passkeys.#id.backedUp = :backedUp, passkeys.#id.lastUsedAt = :at, passkeys.#id.lastUsedAtIso = :atIso`,
        // Authenticators that do not count say 0 each time.
        condition: `${known} < :counter OR (${known} = :counter AND NOT passkeys.#id.lastUsedAt >= :at)`,
        names: { "#id": id, "#counter": "counter" },
        values: { ":counter": counter, ":backedUp": backedUp, ":at": usedAt, ":atIso": iso(usedAt) },
      });
      return result.kind === "done" || Object.hasOwn(result.item?.passkeys ?? {}, id);
    },

    async proved(at, contact, provenAt) {
      await table.update(factorsKey(at), {
        set: "proofs.#contact = :at",
        condition: "proofs.#contact < :earlier",
        names: { "#contact": contact },
        values: { ":at": provenAt, ":earlier": provenAt - PROOF_RENEWED_SECONDS },
      });
    },
  };
}

const UNCHANGED = "version = :version AND NOT changedBy = :by AND attribute_not_exists(takenFrom)";
