import { serve } from "../compose/serve.ts";
import * as logOut from "../handlers/log-out.ts";
import * as readSession from "../handlers/read-session.ts";

export const handler = await serve("session", {
  "read-session": readSession,
  "log-out": logOut,
});
