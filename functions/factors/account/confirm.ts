import { type Clock, invocationId, type Random } from "../../domain/ambient.ts";
import type { Challenge } from "../../domain/challenge.ts";
import type { NewDevice } from "../../domain/device.ts";
import type { Totp } from "../../domain/factors.ts";
import { type ApprovalKeys, approvalKeys, type Approved } from "../../flows/answer-approval.ts";
import { goingOn } from "../../flows/going-on.ts";
import type { Keys } from "../../keys/port.ts";
import type { Settings } from "../../settings.ts";
import type { Signer } from "../../signing/port.ts";
import type { Stores } from "../../storage/port.ts";
import { approveProved, deviceToKnow } from "../approve-proved.ts";
import type { BackupCode } from "../backup-codes.ts";
import { decideAnew } from "../decide-anew.ts";
import { endOthers, type EndOthersDependencies } from "../end-others.ts";
import { type ConfirmTotpInput, type ConfirmTotpOutcome, confirmTotp, type Enroller } from "../enrol-totp.ts";
import type { NotAllowed } from "../may-change.ts";
import { withFactor } from "../prove-factor.ts";
import { raise } from "../raise-session.ts";
import type { NoGuess } from "../typed-factor.ts";
import { type EnrollerProof, readEnroller } from "./enroller.ts";
import { firstFault } from "./first-fault.ts";

export interface ConfirmDependencies {
  readonly storage: EndOthersDependencies["storage"] &
    Stores<{
      challenges: "read" | "raise" | "approveProved";
      customers: "read";
      factors: "read" | "change" | "endReset";
    }>;
  readonly keys: Keys;
  readonly signer: Signer;
  readonly settings: Settings;
  readonly publicUrl: string;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ConfirmEnrolmentInput extends Omit<ConfirmTotpInput, "newDevice"> {
  /** Whether the device of a sign-in that waited is to be known. */
  readonly remember: boolean;
}

/** An authenticator that was enrolled, and what followed. */
export interface Enrolled {
  readonly kind: "enrolled";
  /** The session, or the challenge, in which it was. */
  readonly within: Challenge;
  readonly totp: Totp;
  /** Shown once, with the first authenticator. */
  readonly backupCodes?: readonly BackupCode[];
  /** Its tokens from now on; absent where it was over by then. */
  readonly approved?: Approved;
  /** What went wrong afterwards: then some other session may be left. The codes are shown all the same. */
  readonly fault?: unknown;
}

export type ConfirmRefusal =
  NotAllowed | NoGuess | { readonly kind: "wrong-code" | "enrolment-over" | "too-many-factors" };

type Confirmed = Extract<ConfirmTotpOutcome, { readonly kind: "enrolled" }> & {
  readonly enroller: Enroller;
  /** A device that is known once the sign-in is complete. */
  readonly device: NewDevice | undefined;
};

/**
 * Enrols an authenticator, and does what follows: the session has proved a factor, or the sign-in that waited for it is
 * complete, and whatever else the subject had open is over. What follows may fail in part, and is told beside the backup
 * codes: they exist by then, and are shown this once.
 */
export async function confirmEnrolment(
  deps: ConfirmDependencies,
  proof: EnrollerProof,
  input: ConfirmEnrolmentInput,
): Promise<Enrolled | ConfirmRefusal> {
  const loaded = await approvalKeys(deps);
  const confirmed = await decideAnew(() => confirmOnce(deps, proof, input));
  if (confirmed.kind !== "enrolled") return confirmed;
  const { enroller, totp, backupCodes, device } = confirmed;
  const within = enroller.kind === "holder" ? enroller.session : enroller.challenge;
  const now = deps.clock();
  const on = goingOn();
  const approved = await on.step(() =>
    enroller.kind === "holder"
      ? raise(deps, loaded, enroller, now)
      : approve(deps, loaded, enroller.challenge, device, now),
  );
  await on.step(() => endOthers(deps, within, now));
  const fault = firstFault(on);
  return {
    ...{ kind: "enrolled", within, totp },
    ...(backupCodes && { backupCodes }),
    ...(approved && { approved }),
    ...(fault !== undefined && { fault }),
  };
}

/** @returns undefined where another change came first */
async function confirmOnce(
  deps: ConfirmDependencies,
  proof: EnrollerProof,
  { remember, ...input }: ConfirmEnrolmentInput,
): Promise<Confirmed | ConfirmRefusal | undefined> {
  const enroller = await readEnroller(deps, proof);
  if (enroller.kind !== "holder" && enroller.kind !== "newcomer") return enroller;
  const device =
    enroller.kind === "newcomer" ? deviceToKnow(deps.random, enroller.challenge, remember) : undefined;
  const outcome = await confirmTotp(deps, enroller, { ...input, newDevice: device?.lane });
  if (outcome.kind === "changed-meanwhile") return undefined;
  if (outcome.kind === "enrolled") return { ...outcome, enroller, device };
  return outcome.kind === "invalid" ? outcome : { kind: outcome.kind };
}

/** Completes the sign-in; undefined where it was over by then. */
async function approve(
  deps: ConfirmDependencies,
  loaded: ApprovalKeys,
  challenge: Challenge,
  device: NewDevice | undefined,
  now: number,
): Promise<Approved | undefined> {
  const proof = { amr: withFactor(challenge.amr), device };
  const write = { by: invocationId(deps.random), now };
  const outcome = await approveProved(deps, loaded, challenge, proof, write);
  return outcome.kind === "approved" ? outcome : undefined;
}
