import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { hasTwoSteps } from "../domain/factors.ts";
import type { Stores } from "../storage/port.ts";
import { type BackupCode, hashBackupCodes, newBackupCodes } from "./backup-codes.ts";
import type { FactorHolder } from "./may-change.ts";

export interface ChangeFactorsDependencies {
  readonly storage: Stores<{ factors: "change" }>;
  readonly clock: Clock;
  readonly random: Random;
}

export interface RemoveTotpOutcome {
  readonly kind: "removed" | "factor-not-found" | "changed-meanwhile";
}

/**
 * Removes an authenticator. With the last one two steps are off, and the backup codes are gone: they stand in for what is
 * there, and are no factor of their own.
 */
export async function removeTotp(
  { storage, clock, random }: ChangeFactorsDependencies,
  { session, subjectKey, factors }: FactorHolder,
  id: string,
): Promise<RemoveTotpOutcome> {
  if (!factors?.totps.some((totp) => totp.id === id)) return { kind: "factor-not-found" };
  const isLast = factors.totps.length === 1;
  const done = await storage.factors.change(
    subjectKey,
    {
      ...{ subject: factors.subject, version: factors.version, removeTotp: id },
      ...(isLast && { codes: {}, twoSteps: "off" }),
    },
    { by: invocationId(random), now: clock(), within: session },
  );
  return { kind: done ? "removed" : "changed-meanwhile" };
}

export type RenewCodesOutcome =
  | { readonly kind: "renewed"; readonly backupCodes: readonly BackupCode[] }
  | { readonly kind: "factor-not-found" | "changed-meanwhile" };

/** Makes ten new backup codes, which take the place of all others. Who has nothing that they stand in for gets none. */
export async function renewBackupCodes(
  { storage, clock, random }: ChangeFactorsDependencies,
  { subjectKey, factors }: FactorHolder,
): Promise<RenewCodesOutcome> {
  if (!hasTwoSteps(factors)) return { kind: "factor-not-found" };
  const backupCodes = newBackupCodes(random);
  const { subject, version } = factors;
  const done = await storage.factors.change(
    subjectKey,
    { subject, version, codes: await hashBackupCodes(backupCodes, random) },
    { by: invocationId(random), now: clock() },
  );
  return done ? { kind: "renewed", backupCodes } : { kind: "changed-meanwhile" };
}
