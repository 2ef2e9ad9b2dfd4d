import { serve } from "../compose/serve.ts";
import * as exchangeGrant from "../handlers/exchange-grant.ts";
import * as readUser from "../handlers/read-user.ts";

export const handler = await serve("tokens", {
  "exchange-grant": exchangeGrant,
  "read-user": readUser,
});
