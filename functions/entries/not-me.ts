import { serve } from "../compose/serve.ts";
import * as cancelChallenge from "../handlers/cancel-challenge.ts";
import * as showNotMe from "../handlers/show-not-me.ts";

export const handler = await serve("not-me", {
  "show-not-me": showNotMe,
  "cancel-challenge": cancelChallenge,
});
