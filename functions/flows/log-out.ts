import type { Clock } from "../domain/ambient.ts";
import { isSession } from "../domain/challenge.ts";
import type { Keys } from "../keys/port.ts";
import type { Signer } from "../signing/port.ts";
import type { Stores } from "../storage/port.ts";
import { resolveSession } from "./resolve-session.ts";

export interface LogOutDependencies {
  readonly storage: Stores<{ challenges: "read" | "list" | "end" | "cancel" }>;
  readonly keys: Keys;
  readonly signer: Signer;
  readonly clock: Clock;
}

/**
 * Ends the session that the credential names; asked for all, also every other session and pending challenge of its
 * recipient, if the session itself still holds. Repeating it, or having no session at all, is no error.
 * @returns whose session it was, for the audit trail
 */
export async function logOut(
  deps: LogOutDependencies,
  { credential, all }: { readonly credential: string | undefined; readonly all: boolean },
): Promise<{ readonly recipientKey: string } | undefined> {
  const { storage } = deps;
  const now = deps.clock();
  const resolved = await resolveSession(deps, credential, now);
  if (!resolved) return undefined;
  const { reference } = resolved;
  // The last one to end is the one that proves the right to end the others: a broken-off call can be repeated.
  if (all && isSession(await storage.challenges.read(reference), now)) {
    const others = (await storage.challenges.list(reference.recipientKey)).filter(
      ({ nonce }) => nonce !== reference.nonce,
    );
    await Promise.all(
      others.flatMap<Promise<unknown>>((challenge) => {
        if (challenge.status === "pending") return [storage.challenges.cancel(challenge, now)];
        return challenge.status === "approved" ? [storage.challenges.end(challenge, now)] : [];
      }),
    );
  }
  await storage.challenges.end(reference, now);
  return { recipientKey: reference.recipientKey };
}
