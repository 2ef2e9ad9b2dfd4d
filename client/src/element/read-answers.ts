import type { Approval, ChallengeStatus, ClientError, Session } from "../client.ts";

type Over = "challenge-expired" | "challenge-used" | "challenge-canceled" | "too-many-attempts";

const OVER_BY_STATUS: Partial<Record<ChallengeStatus["status"], Over>> = {
  approved: "challenge-used",
  ended: "challenge-used",
  canceled: "challenge-canceled",
  expired: "challenge-expired",
  locked: "too-many-attempts",
};

/** Errors after which the code in hand is worth nothing. */
const OVER: ReadonlySet<ClientError["type"]> = new Set([
  ...Object.values(OVER_BY_STATUS),
  "challenge-not-found" as const,
]);

export function isOver({ type }: ClientError): boolean {
  return OVER.has(type);
}

/** What a clock says that has run out. */
export const EXPIRED: ClientError = {
  type: "challenge-expired",
  status: 410,
  title: "The code has expired",
  detail: "Ask for a new code.",
};

/** Why the code of a challenge is worth nothing any more, as a call with it would be told; undefined while it is. */
export function overOf(status: ChallengeStatus["status"]): ClientError | undefined {
  const type = OVER_BY_STATUS[status];
  if (type === undefined) return undefined;
  const words = { title: "The challenge is over", detail: "Ask for a new code." };
  return type === "too-many-attempts" ? { type, status: 403, ...words } : { type, status: 410, ...words };
}

/** What a sign-in would have answered, of a session that holds; undefined if it gave no token. */
export function approvalOf(
  { subject, token, tokenExpiresIn, expiresIn }: Session,
  sessionToken: string,
): Approval | undefined {
  if (token === undefined || tokenExpiresIn === undefined) return undefined;
  return {
    status: "approved",
    token,
    tokenType: "Bearer",
    expiresIn: tokenExpiresIn,
    sessionToken,
    sessionExpiresIn: expiresIn,
    subject,
  };
}
