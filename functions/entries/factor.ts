import { serve } from "../compose/serve.ts";
import * as proveFactor from "../handlers/prove-factor.ts";

export const handler = await serve("factor", {
  "prove-factor": proveFactor,
});
