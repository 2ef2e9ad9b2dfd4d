import { serve } from "../compose/serve.ts";
import * as exchangeGrant from "../handlers/exchange-grant.ts";
import * as introspectToken from "../handlers/introspect-token.ts";
import * as readUser from "../handlers/read-user.ts";
import * as revokeGrant from "../handlers/revoke-grant.ts";

export const handler = await serve("tokens", {
  "exchange-grant": exchangeGrant,
  "introspect-token": introspectToken,
  "read-user": readUser,
  "revoke-grant": revokeGrant,
});
