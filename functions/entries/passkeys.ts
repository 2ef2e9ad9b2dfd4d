import { serve } from "../compose/serve.ts";
import * as enrolPasskey from "../handlers/enrol-passkey.ts";
import * as passkeyOptions from "../handlers/passkey-options.ts";
import * as removePasskey from "../handlers/remove-passkey.ts";
import * as renamePasskey from "../handlers/rename-passkey.ts";
import * as showPasskeys from "../handlers/show-passkeys.ts";
import * as verifyPasskey from "../handlers/verify-passkey.ts";

export const handler = await serve("passkeys", {
  "passkey-options": passkeyOptions,
  "verify-passkey": verifyPasskey,
  "show-passkeys": showPasskeys,
  "enrol-passkey": enrolPasskey,
  "remove-passkey": removePasskey,
  "rename-passkey": renamePasskey,
});
