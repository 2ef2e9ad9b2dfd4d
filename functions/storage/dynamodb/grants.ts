import { authorizationCodeHash, type Grant } from "../../domain/grant.ts";
import { MAX_TOKEN_SECONDS } from "../../domain/challenge.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { GrantStore, GrantUse } from "../port/grants.ts";
import { Attributes } from "./attributes.ts";
import { type Item, type ItemKey, iso, type Table } from "./table.ts";

const UNUSED_AND_FITTING =
  "clientId = :clientId AND redirectUri = :redirectUri AND codeChallenge = :codeChallenge" +
  " AND expiresAt > :now AND attribute_not_exists(usedBy)";

/** Authorization codes: one item each, which is kept as long as what was given for it may live, so that a second use shows. */
export function grantStore(table: Table): GrantStore {
  return {
    async keep(code, grant) {
      // A repeated write that comes late must not make a used code new.
      await table.put(toItem(code, grant), { condition: "attribute_not_exists(pk)", values: {} });
    },

    async consume(code, use, { by, now }) {
      const result = await table.update(codeKey(code), {
        set: "usedBy = :by, usedAt = :now, usedAtIso = :nowIso",
        condition: UNUSED_AND_FITTING,
        wantsItem: true,
        values: {
          ":clientId": use.clientId,
          ":redirectUri": use.redirectUri,
          ":codeChallenge": use.codeChallenge,
          ":by": by,
          ":now": now,
          ":nowIso": iso(now),
        },
      });
      if (result.kind === "done") return { kind: "consumed", grant: fromItem(result.item) };
      const { item } = result;
      if (!item || !fits(item, use) || item.usedBy === undefined) return { kind: "refused" };
      return { kind: item.usedBy === by ? "consumed" : "replayed", grant: fromItem(item) };
    },
  };
}

function codeKey(code: string): ItemKey {
  return { pk: `code#${authorizationCodeHash(code)}`, sk: "code" };
}

function toItem(code: string, { session, ...grant }: Grant): ItemKey & Item {
  return {
    ...codeKey(code),
    ...grant,
    recipientKey: session.recipientKey,
    sessionNonce: session.nonce,
    issuedAtIso: iso(grant.issuedAt),
    expiresAtIso: iso(grant.expiresAt),
    ttl: grant.expiresAt + MAX_TOKEN_SECONDS,
  };
}

function fromItem(item: Item): Grant {
  const read = new Attributes(item);
  const nonce = read.optionalText("nonce");
  return {
    clientId: read.text("clientId"),
    redirectUri: read.text("redirectUri"),
    codeChallenge: read.text("codeChallenge"),
    scope: read.text("scope"),
    ...(nonce !== undefined && { nonce }),
    session: {
      recipientKey: read.text("recipientKey") as RecipientKey,
      nonce: read.text("sessionNonce"),
    },
    issuedAt: read.count("issuedAt"),
    expiresAt: read.count("expiresAt"),
  };
}

/** Whether it is the client that the code was made for: the attempt of any other client is no sign of a theft. */
function fits(item: Item, use: GrantUse): boolean {
  return (
    item.clientId === use.clientId &&
    item.redirectUri === use.redirectUri &&
    item.codeChallenge === use.codeChallenge
  );
}
