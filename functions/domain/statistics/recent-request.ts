import { createHash } from "node:crypto";
import {
  attemptsLeft,
  type Challenge,
  type ChallengeStatus,
  type DeliveryState,
  isByPasskeyAlone,
} from "../challenge.ts";
import type { Channel } from "../channel.ts";
import { maskAddress } from "../mask.ts";
import type { OriginKey } from "../origin.ts";

/**
 * A request for a code as the desk lists it: enough to find the typo of a caller by the time, and nothing that leads to
 * the address. Instants are epoch seconds.
 */
export interface RecentRequest {
  /** Names the request in the list alone: a hash, by which no item of the table is found. */
  readonly id: string;
  readonly at: number;
  /** The address, masked. */
  readonly to: string;
  readonly channel: Channel;
  readonly country?: string;
  /** The pseudonym of the network that asked; absent where the owner's server asked for no user that it named. */
  readonly network?: OriginKey;
  readonly status: ChallengeStatus | "locked";
  readonly delivery: DeliveryState;
  readonly reason?: string;
  readonly provider?: string;
  readonly wrong: number;
  readonly sends: number;
  /** Whether it is a stranger's in registered mode: mostly a typo. */
  readonly decoy: boolean;
}

/** @returns undefined for what nobody was sent a code for: a sign-in by passkey, a test recipient */
export function recentRequest(challenge: Challenge): RecentRequest | undefined {
  if (challenge.test === true || isByPasskeyAlone(challenge)) return undefined;
  const { issuedAt, address, channel, country, origin, status, delivery, sends, decoy } = challenge;
  const locked = status === "pending" && attemptsLeft(challenge) === 0;
  const isRight = challenge.provedAt !== undefined || challenge.approvedAt !== undefined;
  return {
    id: pseudonym("recent", challenge.nonce),
    at: issuedAt,
    to: maskAddress(address),
    channel,
    ...(country !== undefined && { country }),
    ...(origin !== undefined && { network: origin }),
    status: locked ? "locked" : status,
    delivery: delivery.state,
    ...(delivery.reason !== undefined && { reason: delivery.reason }),
    ...(delivery.provider !== undefined && { provider: delivery.provider }),
    wrong: Math.max(0, challenge.attempts - (isRight ? 1 : 0)),
    sends,
    decoy,
  };
}

/** A name for one list, which names nothing elsewhere. */
export function pseudonym(label: string, name: string): string {
  return createHash("sha256").update(`${label}|${name}`).digest("base64url").slice(0, 12);
}
