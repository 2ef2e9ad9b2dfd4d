import { serve } from "../compose/serve.ts";
import * as authorize from "../handlers/authorize.ts";
import * as showEndSession from "../handlers/show-end-session.ts";

export const handler = await serve("apps", {
  authorize,
  "show-end-session": showEndSession,
});
