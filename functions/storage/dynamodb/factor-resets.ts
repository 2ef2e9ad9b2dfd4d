import { LAST_SECONDS } from "../../domain/factors-reset.ts";
import type { FactorStore } from "../port/factors.ts";
import { COUNTS, factorsKey } from "./factor-item.ts";
import { CHANGES, changedBy, NOTHING, RESET_ATTRIBUTES } from "./moved-factors.ts";
import { iso, type Table } from "./table.ts";

/** Resets of a subject's factors, in their item, each step one conditional write. */
export function factorResets(
  table: Table,
): Pick<FactorStore, "askReset" | "startReset" | "cancelReset" | "endReset"> {
  return {
    async askReset(at, { version, id, by, byOwner, evidence, hours, resetAt }, write) {
      const result = await table.update(factorsKey(at), {
        set: [
          `${CHANGES}, resetId = :id, resetAskedAt = :now, resetAskedAtIso = :nowIso, resetBy = :who`,
          "resetByOwner = :byOwner, resetEvidence = :evidence, resetHours = :hours",
          ...(resetAt === undefined ? [] : ["resetAt = :resetAt, resetAtIso = :resetAtIso"]),
        ].join(", "),
        remove: [
          "resetCanceledAt, resetCanceledAtIso, resetCanceledBy",
          ...(resetAt === undefined ? ["resetAt, resetAtIso"] : []),
        ].join(", "),
        // An hour that was set, or a cancel, since the item was read: neither makes another version.
        condition: [
          "version = :version AND NOT changedBy = :by AND attribute_not_exists(takenFrom) AND attribute_not_exists(resetAt)",
          ...(byOwner ? [] : ["attribute_not_exists(resetCanceledAt)"]),
        ].join(" AND "),
        values: {
          ...changedBy(version, write),
          ...{ ":id": id, ":who": by, ":byOwner": byOwner, ":evidence": evidence, ":hours": hours },
          ...(resetAt !== undefined && { ":resetAt": resetAt, ":resetAtIso": iso(resetAt) }),
        },
      });
      return result.kind === "done" || result.item?.changedBy === write.by;
    },

    async startReset(at, id, resetAt) {
      await table.update(factorsKey(at), {
        set: "resetAt = :resetAt, resetAtIso = :resetAtIso",
        condition:
          "resetId = :id AND attribute_not_exists(resetAt) AND attribute_not_exists(resetCanceledAt)",
        values: { ":id": id, ":resetAt": resetAt, ":resetAtIso": iso(resetAt) },
      });
    },

    async cancelReset(at, { id, asOwner }, { by, now }) {
      const result = await table.update(factorsKey(at), {
        set: "resetCanceledAt = :now, resetCanceledAtIso = :nowIso, resetCanceledBy = :by",
        remove: "resetAt, resetAtIso",
        condition: [
          id === undefined
            ? "attribute_not_exists(resetId) AND attribute_exists(resetAt)"
            : "resetId = :id AND (attribute_not_exists(resetCanceledAt) OR attribute_exists(resetAt))",
          "NOT resetAt <= :last",
          ...(asOwner ? [] : ["NOT resetByOwner = :yes"]),
        ].join(" AND "),
        values: {
          ...{ ":now": now, ":nowIso": iso(now), ":by": by, ":last": now + LAST_SECONDS },
          ...(id !== undefined && { ":id": id }),
          ...(!asOwner && { ":yes": true }),
        },
      });
      return result.kind === "done" || result.item?.resetCanceledBy === by;
    },

    async endReset(at, version, write) {
      const counts = Object.values(COUNTS).flatMap(({ failures, failedAt }) => [
        failures,
        failedAt,
        `${failedAt}Iso`,
      ]);
      const result = await table.update(factorsKey(at), {
        set: `${CHANGES}, ${NOTHING}`,
        remove: `codesSince, codesSinceIso, twoStepsSince, twoStepsSinceIso, ${RESET_ATTRIBUTES}, ${counts.join(", ")}`,
        condition: "version = :version AND NOT changedBy = :by AND resetAt <= :now",
        values: { ...changedBy(version, write), ":new": {}, ":none": [] },
      });
      return result.kind === "done" || result.item?.changedBy === write.by;
    },
  };
}
