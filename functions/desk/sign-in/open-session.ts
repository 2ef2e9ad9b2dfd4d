import type { Challenge, Session } from "../../domain/challenge.ts";
import type { DeviceToken, NewDevice } from "../../domain/device.ts";
import type { CookieJar } from "../../http/cookies.ts";
import type { Keys } from "../../keys/port.ts";
import type { SignedIn } from "./read-visitor.ts";
import { sealDesk } from "./desk-seals.ts";
import { DESK_SECONDS } from "./read-visitor.ts";

/** What a browser keeps of a sign-in that is complete: the desk's cookie, and no step any more. */
export async function deskCookies(
  { keys, cookies }: { readonly keys: Pick<Keys, "current">; readonly cookies: CookieJar },
  { recipientKey, nonce, generation = 0 }: SignedIn["session"],
): Promise<readonly string[]> {
  const text = await sealDesk(keys, { recipientKey, nonce, generation });
  return [cookies.set("desk", text, DESK_SECONDS), cookies.clear("desk-step")];
}

/** A sign-in that is complete. */
export interface SignedInHere {
  readonly session: Session;
  /** What this browser is known by from now on, where it was not known before. */
  readonly deviceToken?: DeviceToken;
}

/** A session that was opened just now. @param device that its approval has made known, unless it was asked for on one */
export function signedInOn(
  session: Session,
  device: NewDevice,
): SignedInHere & { readonly kind: "signed-in" } {
  return {
    ...{ kind: "signed-in", session },
    ...(session.device === device.lane && { deviceToken: device.token }),
  };
}

/** A challenge that was approved with a session just now, as one. */
export function asSession(challenge: Challenge): Session | undefined {
  const { approvedAt, sessionEndsAt } = challenge;
  if (challenge.status !== "approved" || approvedAt === undefined || sessionEndsAt === undefined)
    return undefined;
  return { ...challenge, approvedAt, sessionEndsAt };
}
