import type { Clock, Random } from "../../domain/ambient.ts";
import type { Session } from "../../domain/challenge.ts";
import { goingOn } from "../../flows/going-on.ts";
import type { Keys } from "../../keys/port.ts";
import type { Settings } from "../../settings.ts";
import type { Stores } from "../../storage/port.ts";
import type { BackupCode } from "../backup-codes.ts";
import { removeTotp, renewBackupCodes } from "../change-factors.ts";
import { decideAnew } from "../decide-anew.ts";
import { endOthers, type EndOthersDependencies } from "../end-others.ts";
import { mayChange, type NotAllowed } from "../may-change.ts";
import { firstFault } from "./first-fault.ts";

interface ChangeDependencies {
  readonly storage: Stores<{ challenges: "read"; factors: "read" | "change" }>;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly random: Random;
}

export interface RemoveDependencies extends ChangeDependencies {
  readonly storage: ChangeDependencies["storage"] & EndOthersDependencies["storage"];
  readonly settings: Pick<Settings, "registration">;
}

export interface Removed {
  readonly kind: "removed";
  readonly session: Session;
  /** Whether sign-ins take two steps still. */
  readonly twoSteps: boolean;
  /** What went wrong afterwards: then some other session may be left. */
  readonly fault?: unknown;
}

export type RemoveRefusal = NotAllowed | { readonly kind: "factor-not-found" };

/** Removes an authenticator, and ends whatever else its subject has open. */
export async function removeAuthenticator(
  deps: RemoveDependencies,
  credential: string | undefined,
  id: string,
): Promise<Removed | RemoveRefusal> {
  const removed = await decideAnew(async (): Promise<Removed | RemoveRefusal | undefined> => {
    const holder = await mayChange(deps, credential);
    if (holder.kind !== "holder") return holder;
    const { kind } = await removeTotp(deps, holder, id);
    if (kind === "changed-meanwhile") return undefined;
    if (kind === "factor-not-found") return { kind };
    return { kind, session: holder.session, twoSteps: (holder.factors?.totps.length ?? 0) > 1 };
  });
  if (removed.kind !== "removed") return removed;
  const on = goingOn();
  await on.step(() => endOthers(deps, removed.session, deps.clock()));
  const fault = firstFault(on);
  return { ...removed, ...(fault !== undefined && { fault }) };
}

export interface Renewed {
  readonly kind: "renewed";
  readonly session: Session;
  readonly backupCodes: readonly BackupCode[];
}

/** Makes ten new backup codes for who may change factors now. Sessions go on: none of the codes opened them by itself. */
export async function renewCodes(
  deps: ChangeDependencies,
  credential: string | undefined,
): Promise<Renewed | RemoveRefusal> {
  return decideAnew(async (): Promise<Renewed | RemoveRefusal | undefined> => {
    const holder = await mayChange(deps, credential);
    if (holder.kind !== "holder") return holder;
    const outcome = await renewBackupCodes(deps, holder);
    if (outcome.kind === "renewed") return { ...outcome, session: holder.session };
    return outcome.kind === "changed-meanwhile" ? undefined : { kind: outcome.kind };
  });
}
