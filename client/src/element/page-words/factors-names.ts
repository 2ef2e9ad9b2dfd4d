/* Made of functions/words/word-files/ by "npm run build:script". */

export const LATE_NAMES = [
  "stepTitle",
  "stepLead",
  "stepLabel",
  "backupLead",
  "backupLabel",
  "useBackupCode",
  "useAuthenticator",
  "usePasskey",
  "passkeyLead",
  "passkeySignIn",
  "stepEnds",
  "startAgain",
  "push",
  "codePushed",
  "strongCodePushed",
  "error.factorLocked",
  "error.factorLockedOut",
  "error.passkey",
  "error.passkeyFailed",
  "error.passkeyUnknown",
  "over.stepExpiredDetail",
  "over.stepCanceled",
  "over.stepCanceledDetail"
] as const;
