import { hasTwoSteps, type SubjectFactors, type Totp } from "../../domain/factors.ts";
import { approvedView } from "../../http/views.ts";
import { shownBackupCode } from "../backup-codes.ts";
import type { BegunTotp } from "../enrol-totp.ts";
import { base32Of } from "../otpauth.ts";
import { passkeyView } from "../passkeys/passkey-view.ts";
import type { Enrolled } from "./confirm.ts";

/** What a user has, as they are shown it in JSON. @param mayChange whether the session that asks may change it now */
export function factorsView(factors: SubjectFactors | undefined, mayChange: boolean) {
  return {
    twoSteps: hasTwoSteps(factors),
    authenticators: (factors?.totps ?? []).map(authenticatorView),
    passkeys: (factors?.passkeys ?? []).map(passkeyView),
    backupCodesLeft: Object.keys(factors?.codes ?? {}).length,
    mayChange,
  };
}

/** What an authenticator app is set up with. */
export function begunView({ token, secret, uri, expiresAt }: BegunTotp, now: number) {
  return { enrolment: token, secret: base32Of(secret), uri, expiresIn: expiresAt - now };
}

/** An authenticator that was enrolled, with what is shown this once. */
export function enrolledView({ totp, backupCodes, approved, fault }: Enrolled, now: number) {
  return {
    authenticator: authenticatorView(totp),
    ...(backupCodes && { backupCodes: backupCodes.map(shownBackupCode) }),
    othersEnded: fault === undefined,
    ...(approved && { approval: approvedView(approved, now) }),
  };
}

function authenticatorView({ id, name, enrolledAt }: Totp) {
  return { id, name, enrolledAt: new Date(enrolledAt * 1000).toISOString() };
}
