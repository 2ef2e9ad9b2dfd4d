import type { Clock } from "../../domain/ambient.ts";
import type { SubjectFactors } from "../../domain/factors.ts";
import type { PushSubscription } from "../../domain/push-subscription.ts";
import { vapidPublicKey } from "../../domain/vapid.ts";
import type { Keys } from "../../keys/port.ts";
import type { Stores } from "../../storage/port.ts";
import { isFreshlyProved, readHolder } from "../may-change.ts";

export interface ListedPushes {
  /** What a browser subscribes to: the stage's public key, in base64url. */
  readonly publicKey: string;
  readonly browsers: readonly PushSubscription[];
  /** Whether this session may add and remove some now. */
  readonly mayChange: boolean;
  /** What there is to prove. */
  readonly factors: SubjectFactors | undefined;
}

/** The browsers that show the codes of a session's subject. */
export async function listPushes(
  deps: {
    readonly storage: Stores<{ challenges: "read"; factors: "read" }>;
    readonly keys: Keys;
    readonly clock: Clock;
  },
  credential: string | undefined,
): Promise<ListedPushes | undefined> {
  const [holder, key] = await Promise.all([readHolder(deps, credential), deps.keys.push()]);
  if (holder.kind !== "holder") return undefined;
  const { factors } = holder;
  return {
    publicKey: vapidPublicKey(key),
    browsers: factors?.pushes ?? [],
    mayChange: isFreshlyProved(holder, deps.clock()),
    factors: holder.factors,
  };
}
