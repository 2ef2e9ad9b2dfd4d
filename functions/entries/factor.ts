import { serve } from "../compose/serve.ts";
import * as proveFactor from "../handlers/prove-factor.ts";
import * as showFactor from "../handlers/show-factor.ts";

export const handler = await serve("factor", {
  "show-factor": showFactor,
  "prove-factor": proveFactor,
});
