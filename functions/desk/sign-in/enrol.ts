import { attemptsLeft, type Undecidable, undecidable } from "../../domain/challenge.ts";
import { newDevice } from "../../domain/device.ts";
import { invocationId } from "../../domain/ambient.ts";
import {
  confirmTotp,
  beginTotp,
  type BegunTotp,
  type EnrolTotpDependencies,
} from "../../factors/enrol-totp.ts";
import type { BackupCode } from "../../factors/backup-codes.ts";
import type { Newcomer } from "../../factors/may-change.ts";
import type { ProvedChallenge } from "../../factors/proved-challenge.ts";
import type { Keys } from "../../keys/port.ts";
import type { Settings } from "../../settings.ts";
import type { Stores } from "../../storage/port.ts";
import { type AdminsHere, provableHere } from "./admin-of-key.ts";
import { completeSignIn } from "./enter-factor.ts";
import type { SignedInHere } from "./open-session.ts";
import { isOpen, shownEnrolCode, useOnce } from "./one-time.ts";

export interface EnrolDependencies extends EnrolTotpDependencies {
  readonly storage: EnrolTotpDependencies["storage"] &
    Stores<{
      challenges: "read" | "cancel" | "countWrongFactor" | "approveProved";
      factors: "read";
    }>;
  readonly keys: Pick<Keys, "current" | "find" | "recipient">;
  readonly settings: Settings;
  readonly publicUrl: AdminsHere["publicUrl"];
}

export type EnrolOutcome =
  | (SignedInHere & { readonly kind: "enrolled"; readonly backupCodes: readonly BackupCode[] })
  /** The code from the command is not right, or not any more. */
  | { readonly kind: "wrong-enrol-code"; readonly attemptsLeft: number }
  | { readonly kind: "wrong-code" }
  | { readonly kind: "invalid"; readonly message: string }
  | { readonly kind: "enrolment-over" }
  | Undecidable;

/** An admin whose sign-in waits for a first factor; undefined where there is one by now. */
export async function newcomerOf(
  deps: Pick<EnrolDependencies, "clock" | "settings" | "publicUrl"> & {
    readonly storage: Stores<{ factors: "read" }>;
  },
  challenge: ProvedChallenge["challenge"],
): Promise<Newcomer | undefined> {
  const { subjectKey } = challenge;
  const factors = await deps.storage.factors.read(subjectKey, deps.clock());
  if (provableHere(deps, factors).length > 0) return undefined;
  return { kind: "newcomer", challenge, subjectKey, factors };
}

/** Begins: nothing is written. */
export async function beginEnrol(
  deps: Pick<EnrolDependencies, "keys" | "settings" | "clock" | "random">,
  newcomer: Newcomer,
): Promise<BegunTotp | undefined> {
  const begun = await beginTotp(named(deps), newcomer);
  return begun.kind === "begun" ? begun : undefined;
}

/** What an authenticator calls the desk, beside what it may have for the same address as a customer. */
function named<Deps extends { readonly settings: Settings }>(deps: Deps): Deps {
  const { brand } = deps.settings;
  return { ...deps, settings: { ...deps.settings, brand: { ...brand, name: `${brand.name} Desk` } } };
}

/**
 * Enrols an admin's first authenticator: by the message's code, the code from the command, and what the authenticator
 * shows. Without the second a thief with the mailbox would be an admin. It is looked at before, and used up after the
 * write that enrols, which meets the factors as they were read: of two tries with one code, one enrols.
 */
export async function enrolFirst(
  deps: EnrolDependencies,
  newcomer: Newcomer,
  typed: { readonly enrolCode: string; readonly enrolment: string; readonly code: string },
): Promise<EnrolOutcome> {
  const { storage, keys, clock } = deps;
  const { challenge } = newcomer;
  const now = clock();
  const secret = await keys.recipient();
  const shown = shownEnrolCode(challenge.recipientKey, typed.enrolCode);
  if (!shown || !(await isOpen(storage, secret, shown, now))) return countWrong(deps, newcomer, now);
  const device = newDevice(deps.random, challenge.recipientKey, "desk");
  const outcome = await confirmTotp(named(deps), newcomer, {
    ...{ enrolment: typed.enrolment, code: typed.code, name: "Desk", newDevice: device.lane },
  });
  switch (outcome.kind) {
    case "enrolled":
      break;
    case "invalid":
      return { kind: "invalid", message: outcome.message };
    case "wrong-code":
      return { kind: "wrong-code" };
    default:
      return { kind: "enrolment-over" };
  }
  await useOnce(storage, secret, shown, now);
  const signedIn = await completeSignIn(deps, challenge, device);
  if (signedIn.kind !== "signed-in") return signedIn;
  return { ...signedIn, kind: "enrolled", backupCodes: outcome.backupCodes ?? [] };
}

async function countWrong(
  { storage, random }: EnrolDependencies,
  { challenge }: Newcomer,
  now: number,
): Promise<EnrolOutcome> {
  const write = { by: invocationId(random), now, counted: false };
  const result = await storage.challenges.countWrongFactor(challenge, write);
  if (result.kind === "refused") return undecidable(result.challenge, now) ?? { kind: "challenge-not-found" };
  return { kind: "wrong-enrol-code", attemptsLeft: attemptsLeft(result.challenge) };
}
