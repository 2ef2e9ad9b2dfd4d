import { createHash } from "node:crypto";
import type { Channel } from "./channel.ts";
import type { RecipientKey } from "./recipient.ts";

/** Names a subscription among its subject's: the hash of its endpoint. */
export type PushId = string & { readonly brand: "PushId" };

/** So many browsers may one subject have enrolled for notifications. */
export const MAX_PUSH_SUBSCRIPTIONS = 5;

/** No endpoint of a push service is that long; an item holds five. */
export const MAX_ENDPOINT_LENGTH = 1000;

/** What a browser has told of itself, so that messages reach it and no one else reads them (RFC 8291, 2). */
export interface PushTarget {
  /** Where its push service takes messages for it. Who knows it, and the service's key, could send it some. */
  readonly endpoint: string;
  /** Its public key on P-256, uncompressed (65 bytes), and the secret that authenticates (16 bytes); base64url. */
  readonly p256dh: string;
  readonly auth: string;
}

/** A browser that shows its subject's codes, as the subject's item keeps it. Instants are epoch seconds. */
export interface PushSubscription extends PushTarget {
  readonly id: PushId;
  /** What its owner knows it by. */
  readonly name: string;
  /** The contact that was signed in when it was enrolled. */
  readonly recipientKey: RecipientKey;
  readonly address: string;
  readonly channel: Channel;
  readonly locale: string;
  readonly enrolledAt: number;
}

export function pushId(endpoint: string): PushId {
  return createHash("sha256").update(endpoint).digest().subarray(0, 16).toString("base64url") as PushId;
}

/** The hosts of push services, which browsers choose and no owner of ours: of Google, Mozilla, Apple and Microsoft. */
const SERVICES = ["fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"];
const FAMILIES = [".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"];

/** Whether an endpoint is one of a push service: whatever else is written down there is never called. */
export function isPushEndpoint(endpoint: string): boolean {
  const url = endpoint.length <= MAX_ENDPOINT_LENGTH ? URL.parse(endpoint) : null;
  if (url?.protocol !== "https:" || url.port !== "" || url.username + url.password !== "") return false;
  // A browser spells it in the one way; what reads otherwise in another program is refused.
  if (url.href !== endpoint || url.hash !== "") return false;
  return SERVICES.includes(url.hostname) || FAMILIES.some((family) => url.hostname.endsWith(family));
}
