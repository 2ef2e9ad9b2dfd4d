import { serve } from "../compose/serve.ts";
import * as requestCode from "../handlers/request-code.ts";
import * as showRequest from "../handlers/show-request.ts";

export const handler = await serve("request", {
  "request-code": requestCode,
  "show-request": showRequest,
});
