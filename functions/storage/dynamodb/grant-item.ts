import { ACRS } from "../../domain/acr.ts";
import { type Grant, GRANT_STATUSES, type GrantLocation } from "../../domain/grant.ts";
import type { OpenGrant } from "../port/grants.ts";
import { ADDRESS_KINDS } from "../../domain/address-kind.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import { Attributes } from "./attributes.ts";
import { recipientPartition } from "./challenge-item.ts";
import { type Item, type ItemKey, iso } from "./table.ts";

/** What the sort key of a grant begins with. */
export const GRANT = "grant#";

export function grantKey({ recipientKey, id }: GrantLocation): ItemKey {
  return { pk: recipientPartition(recipientKey), sk: GRANT + id };
}

/** A grant as it lies in the table: plain attributes that an admin can read, and nothing that opens anything. */
export function toGrantItem({ recipientKey, id, ...grant }: Grant): ItemKey & Item {
  return {
    ...grantKey({ recipientKey, id }),
    ...grant,
    issuedAtIso: iso(grant.issuedAt),
    expiresAtIso: iso(grant.expiresAt),
    // Nothing is lost with a code that was never exchanged.
    ttl: grant.codeExpiresAt,
  };
}

/** What {@link fromOpenGrantItem} reads. */
export const OPEN_GRANT_ATTRIBUTES =
  "pk, sk, #status, #scope, sessionNonce, authTime, issuedAt, clientId, subject, toldAt";

/** As much of a grant as says whether it ends with a session, and who is told of that. */
export function fromOpenGrantItem(item: Item): OpenGrant {
  const read = new Attributes(item);
  return {
    ...locationOf(item),
    status: read.oneOf("status", GRANT_STATUSES),
    scope: read.text("scope"),
    sessionNonce: read.text("sessionNonce"),
    authTime: read.count("authTime"),
    issuedAt: read.count("issuedAt"),
    clientId: read.text("clientId"),
    subject: read.text("subject"),
    told: read.optionalCount("toldAt") !== undefined,
  };
}

function locationOf({ pk, sk }: Item): GrantLocation {
  return {
    recipientKey: String(pk).slice(recipientPartition("" as RecipientKey).length) as RecipientKey,
    id: String(sk).slice(GRANT.length),
  };
}

/** The grant that an item is. */
export function fromGrantItem(item: Item): Grant {
  const read = new Attributes(item);
  const rotatedAt = read.optionalCount("rotatedAt");
  const nonce = read.optionalText("nonce");
  const codeChallenge = read.optionalText("codeChallenge");
  const addressProvenAt = read.optionalCount("addressProvenAt");
  const acr = read.optionalOneOf("acr", ACRS);
  return {
    ...locationOf(item),
    status: read.oneOf("status", GRANT_STATUSES),
    clientId: read.text("clientId"),
    redirectUri: read.text("redirectUri"),
    ...(codeChallenge !== undefined && { codeChallenge }),
    scope: read.text("scope"),
    audience: read.text("audience"),
    ...(nonce !== undefined && { nonce }),
    sessionNonce: read.text("sessionNonce"),
    subject: read.text("subject"),
    address: read.text("address"),
    addressKind: read.oneOf("addressKind", ADDRESS_KINDS),
    ...(addressProvenAt !== undefined && { addressProvenAt }),
    amr: read.texts("amr"),
    ...(acr !== undefined && { acr }),
    purpose: read.text("purpose"),
    authTime: read.count("authTime"),
    generation: read.count("generation"),
    ...(rotatedAt !== undefined && { rotatedAt }),
    issuedAt: read.count("issuedAt"),
    codeExpiresAt: read.count("codeExpiresAt"),
    expiresAt: read.count("expiresAt"),
  };
}
