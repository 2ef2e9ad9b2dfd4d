import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { isDeskPurpose } from "../domain/desk-purposes.ts";
import { maskAddress } from "../domain/mask.ts";
import { MAX_TOTPS, type Totp } from "../domain/factors.ts";
import { openSealed } from "../flows/open-sealed.ts";
import type { Lane } from "../domain/lane.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { type BackupCode, hashBackupCodes, newBackupCodes } from "./backup-codes.ts";
import {
  type Enrolment,
  ENROLMENT_SECONDS,
  type EnrolmentPlace,
  type EnrolmentToken,
  openEnrolment,
  sealEnrolment,
} from "./enrolment.ts";
import type { FactorHolder, Newcomer } from "./may-change.ts";
import { otpauthUri } from "./otpauth.ts";
import { endReset } from "./reset/keep-factors.ts";
import { newTotpSecret, usedStep } from "./totp.ts";
import { sealTotpSecret } from "./totp-secret.ts";
import { type NoGuess, readFactorGuess } from "./typed-factor.ts";

export interface EnrolTotpDependencies {
  readonly storage: Stores<{ factors: "change" | "endReset" }>;
  readonly keys: Pick<Keys, "current" | "find">;
  readonly settings: Pick<Settings, "brand">;
  readonly clock: Clock;
  readonly random: Random;
}

/** Beginning writes nothing. */
export type BeginTotpDependencies = Omit<EnrolTotpDependencies, "storage">;

/** Who enrols: in a session, or within a sign-in. */
export type Enroller = FactorHolder | Newcomer;

/** What an authenticator app is given. */
export interface BegunTotp {
  readonly kind: "begun";
  readonly token: EnrolmentToken;
  readonly secret: Uint8Array;
  readonly uri: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** Begins to set up an authenticator. Nothing is written: the token holds what there is. */
export async function beginTotp(
  { keys, settings, clock, random }: BeginTotpDependencies,
  enroller: Enroller,
): Promise<BegunTotp | { readonly kind: "too-many-factors" }> {
  if (enroller.factors?.totps.length === MAX_TOTPS) return { kind: "too-many-factors" };
  const now = clock();
  const secret = newTotpSecret(random);
  const enrolment = { id: random(16).toString("base64url"), secret, startedAt: now };
  const token = sealEnrolment(enrolment, placeOf(enroller), await keys.current("factor"), random);
  return begunTotp(settings, enroller, token, enrolment);
}

/** The enrolment of a token that goes on here; undefined where it is another's, too old, or done. */
export async function resumeTotp(
  { keys, settings, clock }: BeginTotpDependencies,
  enroller: Enroller,
  token: string,
): Promise<BegunTotp | undefined> {
  const begun = await openBegun({ keys, clock }, enroller, token);
  if (!begun || isConfirmed(enroller, begun)) return undefined;
  return begunTotp(settings, enroller, token as EnrolmentToken, begun);
}

function begunTotp(
  { brand }: Pick<Settings, "brand">,
  enroller: Enroller,
  token: EnrolmentToken,
  { secret, startedAt }: Enrolment,
): BegunTotp {
  const account = maskAddress(challengeOf(enroller).address);
  const uri = otpauthUri(secret, { issuer: brand.name, account });
  return { kind: "begun", token, secret, uri, expiresAt: startedAt + ENROLMENT_SECONDS };
}

async function openBegun(
  { keys, clock }: Pick<EnrolTotpDependencies, "keys" | "clock">,
  enroller: Enroller,
  token: string,
): Promise<Enrolment | undefined> {
  const place = placeOf(enroller);
  const begun = await openSealed(keys, "factor", token, (text, key) => openEnrolment(text, place, key));
  return begun && clock() < begun.startedAt + ENROLMENT_SECONDS ? begun : undefined;
}

/** Confirmed a moment ago: to write it again would have its used steps count anew. */
function isConfirmed({ factors }: Enroller, { id }: Enrolment): boolean {
  return factors?.totps.some((totp) => totp.id === id) === true;
}

export interface ConfirmTotpInput {
  readonly enrolment: string;
  readonly name: string;
  readonly code: string;
  /** A device that is known from now on, if the code is right. */
  readonly newDevice?: Lane | undefined;
}

export type ConfirmTotpOutcome =
  | {
      readonly kind: "enrolled";
      readonly totp: Totp;
      /** Shown once, with the first authenticator. */
      readonly backupCodes?: readonly BackupCode[];
    }
  | NoGuess
  | { readonly kind: "wrong-code" | "enrolment-over" | "too-many-factors" | "changed-meanwhile" };

/**
 * Enrols an authenticator that shows the right code. With the first one two steps are on, and there are ten backup codes:
 * without them a lost phone would lock its owner out. The write meets the factors as they were read.
 */
export async function confirmTotp(
  { storage, keys, clock, random }: EnrolTotpDependencies,
  enroller: Enroller,
  { enrolment: token, name, code, newDevice }: ConfirmTotpInput,
): Promise<ConfirmTotpOutcome> {
  const now = clock();
  const begun = await openBegun({ keys, clock }, enroller, token);
  if (!begun) return { kind: "enrolment-over" };
  const guess = readFactorGuess("totp", code);
  if (guess.kind === "invalid") return guess;
  const { id, secret } = begun;
  // Nothing is proved by it but that the app has the secret, which whoever enrols has seen: guesses are not counted.
  const lastStep = usedStep({ secret, lastStep: 0 }, guess.code, now);
  if (lastStep === undefined) return { kind: "wrong-code" };
  const { factors } = enroller;
  if (isConfirmed(enroller, begun)) return { kind: "enrolment-over" };
  if (factors?.totps.length === MAX_TOTPS) return { kind: "too-many-factors" };

  const { subjectKey } = enroller;
  const write = { by: invocationId(random), now, within: challengeOf(enroller) };
  if (await endReset({ storage }, subjectKey, factors, write)) return { kind: "changed-meanwhile" };
  const sealed = sealTotpSecret(secret, { subjectKey, id }, await keys.current("factor"), random);
  const totp = { id, name, secret: sealed, enrolledAt: now, lastStep };
  const { recipientKey, address, channel, locale, device, purpose } = challengeOf(enroller);
  const isFirst = factors?.twoStepsSince === undefined;
  const backupCodes = isFirst ? newBackupCodes(random) : undefined;
  const done = await storage.factors.change(
    subjectKey,
    {
      subject: challengeOf(enroller).subject,
      version: factors?.version ?? 0,
      addTotp: totp,
      contact: { recipientKey, address, channel, locale },
      ...(isDeskPurpose(purpose) && { desk: true }),
      ...(backupCodes && {
        ...{ codes: await hashBackupCodes(backupCodes, random), twoSteps: "on" },
        lane: device ?? newDevice,
      }),
    },
    write,
  );
  if (!done) return { kind: "changed-meanwhile" };
  return { kind: "enrolled", totp, ...(backupCodes && { backupCodes }) };
}

function challengeOf(enroller: Enroller) {
  return enroller.kind === "holder" ? enroller.session : enroller.challenge;
}

function placeOf(enroller: Enroller): EnrolmentPlace {
  const { recipientKey, nonce } = challengeOf(enroller);
  return { subjectKey: enroller.subjectKey, at: { recipientKey, nonce } };
}
