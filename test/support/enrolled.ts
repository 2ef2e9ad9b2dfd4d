import { randomBytes } from "node:crypto";
import { MAX_FACTOR_FAILURES } from "../../functions/domain/factors.ts";
import { subjectKey } from "../../functions/domain/subject.ts";
import { hashBackupCodes, newBackupCodes, shownBackupCode } from "../../functions/factors/backup-codes.ts";
import { newTotpSecret, stepAt, totpOf } from "../../functions/factors/totp.ts";
import { sealTotpSecret } from "../../functions/factors/totp-secret.ts";
import type { TestService } from "./service.ts";

/** A user who has enrolled an authenticator, and what it shows. */
export interface EnrolledUser {
  readonly subject: string;
  /** What the authenticator shows by now. */
  shows(): string;
  /** A code that it shows neither now nor in the step before. */
  wrong(): string;
  readonly backupCodes: readonly string[];
}

/**
 * Has a subject enrol, as the account's addresses do: by the one write on its item.
 * @param codes how many backup codes; each takes a slow hash
 */
export async function enrol(service: TestService, subject: string, codes = 1): Promise<EnrolledUser> {
  const { storage, keys } = service.services;
  const at = subjectKey(await keys.recipient(), subject);
  const secret = newTotpSecret(randomBytes);
  const id = randomBytes(16).toString("base64url");
  const now = service.clock.now();
  const backupCodes = newBackupCodes(randomBytes).slice(0, codes);
  const sealed = sealTotpSecret(secret, { subjectKey: at, id }, await keys.current("factor"), randomBytes);
  const held = await storage.factors.read(at, service.clock.now());
  const done = await storage.factors.change(
    at,
    {
      subject,
      version: held?.version ?? 0,
      addTotp: { id, name: "Phone", secret: sealed, enrolledAt: now, lastStep: 0 },
      codes: await hashBackupCodes(backupCodes, randomBytes),
      twoSteps: "on",
    },
    { by: id, now },
  );
  if (!done) throw new Error("the factors were changed meanwhile");
  const shows = () => totpOf(secret, stepAt(service.clock.now())).reveal();
  return {
    subject,
    shows,
    wrong() {
      const before = totpOf(secret, stepAt(service.clock.now()) - 1).reveal();
      const next = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
      const other = next(shows());
      return other === before ? next(other) : other;
    },
    backupCodes: backupCodes.map(shownBackupCode),
  };
}

/** Has strangers make all the wrong guesses at a subject's authenticators that are evaluated. */
export async function guessedAway(service: TestService, subject: string): Promise<void> {
  const { storage, keys } = service.services;
  const at = subjectKey(await keys.recipient(), subject);
  for (let guess = 0; guess < MAX_FACTOR_FAILURES; guess += 1)
    await storage.factors.countWrong(at, "strangers", { by: `guess${guess}`, now: service.clock.now() });
}
