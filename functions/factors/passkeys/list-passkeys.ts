import type { Clock } from "../../domain/ambient.ts";
import type { Session } from "../../domain/challenge.ts";
import { placeOf } from "../../domain/factors.ts";
import type { Passkey } from "../../domain/passkey.ts";
import { type UserHandle, userHandle } from "../../domain/user-handle.ts";
import type { Keys } from "../../keys/port.ts";
import type { Stores } from "../../storage/port.ts";
import { factorsAt, isFreshlyProved, sessionAt } from "../session-at.ts";

export interface ListedPasskeys {
  readonly session: Session;
  readonly handle: UserHandle;
  readonly passkeys: readonly Passkey[];
  /** Whether this session may add and remove some now. */
  readonly mayChange: boolean;
}

/** The passkeys of a session's subject. */
export async function listPasskeys(
  deps: {
    readonly storage: Stores<{ challenges: "read"; factors: "read" }>;
    readonly keys: Pick<Keys, "recipient" | "find">;
    readonly clock: Clock;
  },
  credential: string | undefined,
): Promise<ListedPasskeys | undefined> {
  const now = deps.clock();
  const session = await sessionAt(deps, credential, now);
  if (!session) return undefined;
  const secret = await deps.keys.recipient();
  const at = factorsAt(secret, session);
  const factors = await deps.storage.factors.read(at, now);
  return {
    session,
    handle: userHandle(secret, placeOf(at, factors)),
    passkeys: factors?.passkeys ?? [],
    mayChange: isFreshlyProved(session, factors, now),
  };
}
