import { serve } from "../compose/serve.ts";
import * as keepFactors from "../handlers/keep-factors.ts";
import * as proveFactor from "../handlers/prove-factor.ts";
import * as showFactor from "../handlers/show-factor.ts";
import * as showKeepFactors from "../handlers/show-keep-factors.ts";

export const handler = await serve("factor", {
  "show-factor": showFactor,
  "prove-factor": proveFactor,
  "show-keep-factors": showKeepFactors,
  "keep-factors": keepFactors,
});
