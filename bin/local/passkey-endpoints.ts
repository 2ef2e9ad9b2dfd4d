import { create as enrolPasskey } from "../../functions/handlers/enrol-passkey.ts";
import { create as passkeyOptions } from "../../functions/handlers/passkey-options.ts";
import { create as removePasskey } from "../../functions/handlers/remove-passkey.ts";
import { create as renamePasskey } from "../../functions/handlers/rename-passkey.ts";
import { create as showPasskeys } from "../../functions/handlers/show-passkeys.ts";
import { create as verifyPasskey } from "../../functions/handlers/verify-passkey.ts";
import type { Endpoint } from "../../functions/http/endpoint.ts";
import type { passkeyRoutes } from "../../functions/routes/passkeys.ts";
import type { Services } from "../../functions/compose/base.ts";

export type PasskeyHandler = (typeof passkeyRoutes)[number]["handler"];

/** The handlers of passkeys. Their library is most of what a start reads: this file is loaded only where they are on. */
export function passkeyEndpoints(services: Services): Record<PasskeyHandler, Endpoint> {
  return {
    "enrol-passkey": enrolPasskey(services),
    "passkey-options": passkeyOptions(services),
    "remove-passkey": removePasskey(services),
    "rename-passkey": renamePasskey(services),
    "show-passkeys": showPasskeys(services),
    "verify-passkey": verifyPasskey(services),
  };
}
