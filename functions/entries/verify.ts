import { serve } from "../compose/serve.ts";
import * as readStatus from "../handlers/read-status.ts";
import * as showLink from "../handlers/show-link.ts";
import * as showVerify from "../handlers/show-verify.ts";
import * as verifyCode from "../handlers/verify-code.ts";

export const handler = await serve("verify", {
  "verify-code": verifyCode,
  "show-verify": showVerify,
  "show-link": showLink,
  "read-status": readStatus,
});
