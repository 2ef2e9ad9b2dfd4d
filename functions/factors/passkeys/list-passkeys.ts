import type { SubjectFactors } from "../../domain/factors.ts";
import type { Passkey } from "../../domain/passkey.ts";
import { type UserHandle, userHandle } from "../../domain/user-handle.ts";
import { isFreshlyProved, type MayChangeDependencies, readHolder } from "../may-change.ts";

export interface ListedPasskeys {
  readonly handle: UserHandle;
  readonly passkeys: readonly Passkey[];
  /** Whether this session may add and remove some now. */
  readonly mayChange: boolean;
  /** What there is to prove. */
  readonly factors: SubjectFactors | undefined;
}

/** The passkeys of a session's subject. */
export async function listPasskeys(
  deps: MayChangeDependencies,
  credential: string | undefined,
): Promise<ListedPasskeys | undefined> {
  const holder = await readHolder(deps, credential);
  if (holder.kind !== "holder") return undefined;
  return {
    handle: userHandle(await deps.keys.recipient(), holder.subjectKey),
    passkeys: holder.factors?.passkeys ?? [],
    mayChange: isFreshlyProved(holder, deps.clock()),
    factors: holder.factors,
  };
}
