import { type Grant, isLive, REPEAT_SECONDS } from "../../domain/grant.ts";
import type { CodeUse, GrantStore, RefreshUse } from "../port/grants.ts";
import { Attributes } from "./attributes.ts";
import { recipientPartition } from "./challenge-item.ts";
import {
  fromGrantItem,
  fromOpenGrantItem,
  GRANT,
  grantKey,
  OPEN_GRANT_ATTRIBUTES,
  toGrantItem,
} from "./grant-item.ts";
import { queryPages } from "./query.ts";
import { readable } from "./readable.ts";
import { type Item, iso, type Table } from "./table.ts";

const NAMES = { "#status": "status" };

const TOLD = "toldAt = :now, toldAtIso = :nowIso";

/** The steps of a grant's life as conditional writes. @param retentionSeconds how long one stays that has ended */
export function grantStore(table: Table, retentionSeconds: number): GrantStore {
  return {
    async keep(grant) {
      // A repeated write that comes late must not make a used code new.
      await table.put(toGrantItem(grant), { condition: "attribute_not_exists(pk)", values: {} });
    },

    async give(at, use, { by, now }) {
      const result = await table.update(grantKey(at), {
        // Kept as long as what is given for it may live, so that a second use shows.
        set: "#status = :given, givenBy = :by, givenAt = :now, givenAtIso = :nowIso, #ttl = expiresAt",
        condition: [
          "#status = :code AND clientId = :clientId AND redirectUri = :redirectUri AND codeExpiresAt > :now",
          "audience = :audience",
          // A verifier where no challenge was sent is refused too: an attacker may have taken the challenge away.
          use.codeChallenge === undefined
            ? "attribute_not_exists(codeChallenge)"
            : "codeChallenge = :codeChallenge",
        ].join(" AND "),
        names: { ...NAMES, "#ttl": "ttl" },
        wantsItem: true,
        values: {
          ":clientId": use.clientId,
          ":redirectUri": use.redirectUri,
          ":audience": use.audience,
          ":codeChallenge": use.codeChallenge,
          ":code": "code",
          ":given": "given",
          ":by": by,
          ":now": now,
          ":nowIso": iso(now),
        },
      });
      if (result.kind === "done") return { kind: "given", grant: fromGrantItem(result.item) };
      const { item } = result;
      if (!item || !fits(item, use) || item.status !== "given") return { kind: "refused" };
      if (item.givenBy === by) return { kind: "given", grant: fromGrantItem(item) };
      const givenAt = new Attributes(item).count("givenAt");
      return { kind: now < givenAt + REPEAT_SECONDS ? "repeated" : "replayed" };
    },

    async rotate(at, use, { by, now }) {
      const { clientId, audience, generation, graceSeconds, scopes } = use;
      const asked = (scopes ?? []).map((word, index) => [`:scope${index}`, word] as const);
      const result = await table.update(grantKey(at), {
        set: "generation = :next, rotatedAt = :now, rotatedAtIso = :nowIso, rotatedBy = :by",
        condition: [
          "#status = :given AND clientId = :clientId AND audience = :audience",
          "expiresAt > :now AND generation = :generation",
          // No word of a scope is part of another one.
          ...(scopes ? [`(${asked.map(([name]) => `contains(#scope, ${name})`).join(" OR ")})`] : []),
        ].join(" AND "),
        names: { ...NAMES, ...(scopes && { "#scope": "scope" }) },
        wantsItem: true,
        values: {
          ...Object.fromEntries(asked),
          ":given": "given",
          ":clientId": clientId,
          ":audience": audience,
          ":generation": generation,
          ":next": generation + 1,
          ":by": by,
          ":now": now,
          ":nowIso": iso(now),
        },
      });
      if (result.kind === "done") return { kind: "rotated", grant: fromGrantItem(result.item) };
      const { item } = result;
      const grant = item && fromGrantItem(item);
      if (!isLive(grant, now) || !isMadeFor(grant, use) || generation > grant.generation)
        return { kind: "refused" };
      // The scope alone is left to have refused it.
      if (generation === grant.generation) return { kind: "not-granted" };
      const isLast = generation === grant.generation - 1;
      const inGrace = now < (grant.rotatedAt ?? 0) + graceSeconds;
      // A write whose answer was lost meets what it has written.
      if (isLast && (inGrace || item?.rotatedBy === by)) return { kind: "rotated", grant };
      return { kind: "replayed" };
    },

    async end(at, now, { clientId, told = false } = {}) {
      const result = await table.update(grantKey(at), {
        set: `#status = :ended, endedAt = :now, endedAtIso = :nowIso, #ttl = :ttl${told ? `, ${TOLD}` : ""}`,
        condition: [
          "#status IN (:code, :given)",
          ...(clientId === undefined ? [] : ["clientId = :clientId"]),
        ].join(" AND "),
        names: { ...NAMES, "#ttl": "ttl" },
        values: {
          ":code": "code",
          ":given": "given",
          ":ended": "ended",
          ":now": now,
          ":nowIso": iso(now),
          ":ttl": now + retentionSeconds,
          ":clientId": clientId,
        },
      });
      return result.kind === "done";
    },

    async markTold(at, now) {
      await table.update(grantKey(at), {
        set: TOLD,
        condition: "attribute_exists(pk)",
        values: { ":now": now, ":nowIso": iso(now) },
      });
    },

    async read(at) {
      const item = await table.get(grantKey(at));
      return item && fromGrantItem(item);
    },

    async *listOpen(recipientKey, now) {
      const narrowing = {
        // What lacks an attribute is damaged, and passes: an operator has to learn of it.
        // Without brackets in brackets, whose reading costs DynamoDB's stand-in twenty times as much.
        filter: [
          "NOT expiresAt <= :now",
          "(NOT #status = :code OR NOT codeExpiresAt <= :now)",
          "(NOT #status = :ended OR NOT attribute_exists(toldAt))",
          "(NOT #status = :ended OR attribute_exists(givenAt))",
        ].join(" AND "),
        projection: OPEN_GRANT_ATTRIBUTES,
        names: { ...NAMES, "#scope": "scope" },
        values: { ":ended": "ended", ":code": "code", ":now": now },
      };
      for await (const items of queryPages(table, recipientPartition(recipientKey), GRANT, narrowing)) {
        const { read: grants, damaged } = readable(items, fromOpenGrantItem);
        yield { grants, damaged };
      }
    },
  };
}

function isMadeFor(grant: Grant, { clientId, audience }: RefreshUse): boolean {
  return grant.clientId === clientId && grant.audience === audience;
}

/** Whether it is the client that the code was made for: the attempt of any other client is no sign of a theft. */
function fits(item: Item, use: CodeUse): boolean {
  return (
    item.clientId === use.clientId &&
    item.redirectUri === use.redirectUri &&
    item.codeChallenge === use.codeChallenge
  );
}
