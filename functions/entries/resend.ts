import { serve } from "../compose/serve.ts";
import * as resendCode from "../handlers/resend-code.ts";
import * as showVerify from "../handlers/show-verify.ts";

export const handler = await serve("resend", {
  "resend-code": resendCode,
  "show-verify": showVerify,
});
