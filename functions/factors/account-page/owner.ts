import type { Clock } from "../../domain/ambient.ts";
import type { Session } from "../../domain/challenge.ts";
import { isActiveContact } from "../../flows/end-unless-active.ts";
import { sessionOfToken } from "../../flows/resolve-session.ts";
import type { Keys } from "../../keys/port.ts";
import type { Settings } from "../../settings.ts";
import type { Stores } from "../../storage/port.ts";

export interface OwnerDependencies {
  readonly storage: Stores<{ challenges: "read"; customers: "read" }>;
  readonly settings: Pick<Settings, "registration">;
  readonly keys: Pick<Keys, "find">;
  readonly clock: Clock;
}

/**
 * The session of who asks about their account, by a session token or cookie alone. Where customers are known, its contact
 * still has to be an active one of its subject: who has got an address that was another customer's must not see, nor end,
 * what that one has.
 */
export async function readOwner(
  deps: OwnerDependencies,
  credential: string | undefined,
): Promise<Session | undefined> {
  const session = await sessionOfToken(deps, credential, deps.clock());
  return session && (await isOwner(deps, session)) ? session : undefined;
}

/** Whether a session's contact is still one of its subject. */
export async function isOwner(
  { storage, settings }: Pick<OwnerDependencies, "storage" | "settings">,
  { recipientKey, subject }: Session,
): Promise<boolean> {
  if (settings.registration !== "registered") return true;
  return isActiveContact(await storage.customers.read(recipientKey), subject);
}
