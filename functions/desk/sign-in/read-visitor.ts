import { isCurrentToken, isSession, type Session } from "../../domain/challenge.ts";
import type { Clock } from "../../domain/ambient.ts";
import type { CookieJar } from "../../http/cookies.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { Keys } from "../../keys/port.ts";
import type { Stores } from "../../storage/port.ts";
import type { Visitor } from "../pages/visitor.ts";
import { adminOfKey, type AdminsHere, type PagesAdmin, shownAdmin, takesTwo } from "./admin-of-key.ts";
import { openDesk } from "./desk-seals.ts";

/** How long a sign-in to the desk lasts, in seconds: eight hours. */
export const DESK_SECONDS = 28_800;

/** How long ago a factor may have been proved of who acts, in seconds: half an hour. */
export const ACTS_SECONDS = 1800;

export interface VisitorServices extends AdminsHere {
  readonly storage: Stores<{ challenges: "read" }>;
  readonly keys: Pick<Keys, "recipient" | "find">;
  readonly cookies: CookieJar;
  readonly clock: Clock;
}

/** Who has signed in to the desk, and how. */
export interface SignedIn extends Visitor {
  readonly admin: PagesAdmin;
  readonly session: Session;
  /** Whether a factor was proved so lately that this admin may act. */
  readonly mayAct: boolean;
}

/**
 * Who has signed in to the desk in this browser: its own cookie says so, and nothing else, neither a Bearer nor a session of
 * the service. The table says whether it still holds, and the settings whether they are an admin now, at each request.
 */
export async function readVisitor(
  services: VisitorServices,
  request: HttpRequest,
): Promise<SignedIn | undefined> {
  const text = services.cookies.read(request.header("cookie"), "desk");
  const shown = text === undefined ? undefined : await openDesk(services.keys, text);
  if (!shown) return undefined;
  const now = services.clock();
  const session = await services.storage.challenges.read(shown);
  if (session?.purpose !== "desk" || !isSession(session, now) || !isCurrentToken(session, shown))
    return undefined;
  // One that was opened without a second factor opens nothing once two are asked for.
  if (takesTwo(services) && session.factorAt === undefined) return undefined;
  const admin = await adminOfKey(services, session.recipientKey);
  return admin && signedIn(services, { ...admin, from: request.sourceIp }, session);
}

/** The same for a session that has just been opened, or raised. */
export function signedIn(
  services: Pick<VisitorServices, "settings" | "publicUrl" | "clock">,
  admin: PagesAdmin,
  session: Session,
): SignedIn {
  const { nonce, generation = 0, factorAt = 0 } = session;
  return {
    ...{ admin, session },
    shownAs: shownAdmin(admin),
    tie: `${nonce}.${generation}`,
    mayAct: !takesTwo(services) || services.clock() < factorAt + ACTS_SECONDS,
  };
}
