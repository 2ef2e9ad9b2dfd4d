import type { TypedFactor } from "../domain/factors.ts";
import { parsePasscode, type Passcode } from "../domain/passcode.ts";
import { codeRefusal } from "../domain/typed/refusals.ts";
import { BACKUP_CODE, type BackupCode, readBackupCode } from "./backup-codes.ts";
import { TOTP_CODE } from "./totp.ts";

/** A guess at a factor. */
export type FactorGuess =
  { readonly kind: "totp"; readonly code: Passcode } | ({ readonly kind: "backup-code" } & BackupCode);

/** What a person typed is no guess at all: it costs no attempt. */
export interface NoGuess {
  readonly kind: "invalid";
  readonly path: "code";
  readonly message: string;
}

/** Reads what a person typed as a code of this factor. */
export function readFactorGuess(factor: TypedFactor, text: string): FactorGuess | NoGuess {
  if (factor === "backup-code") {
    const read = readBackupCode(text);
    return read.kind === "backup-code" ? read : noGuess(codeRefusal(read.kind, BACKUP_CODE));
  }
  const read = parsePasscode(text, TOTP_CODE);
  return read.kind === "passcode"
    ? { kind: "totp", code: read.passcode }
    : noGuess(codeRefusal(read.kind, TOTP_CODE));
}

function noGuess(message: string): NoGuess {
  return { kind: "invalid", path: "code", message };
}
