import { serve } from "../compose/serve.ts";
import * as beginTotp from "../handlers/begin-totp.ts";
import * as confirmTotp from "../handlers/confirm-totp.ts";
import * as endApp from "../handlers/end-app.ts";
import * as endSessions from "../handlers/end-sessions.ts";
import * as removeTotp from "../handlers/remove-totp.ts";
import * as renewBackupCodes from "../handlers/renew-backup-codes.ts";
import * as showAccount from "../handlers/show-account.ts";
import * as showFactors from "../handlers/show-factors.ts";
import * as showSetUp from "../handlers/show-set-up.ts";

export const handler = await serve("user-account", {
  "show-account": showAccount,
  "end-sessions": endSessions,
  "end-app": endApp,
  "show-factors": showFactors,
  "show-set-up": showSetUp,
  "begin-totp": beginTotp,
  "confirm-totp": confirmTotp,
  "remove-totp": removeTotp,
  "renew-backup-codes": renewBackupCodes,
});
