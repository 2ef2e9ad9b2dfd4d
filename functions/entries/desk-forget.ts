import { serve } from "../compose/serve.ts";
import * as forgetOnPage from "../handlers/forget-on-page.ts";
import * as forgetPerson from "../handlers/forget-person.ts";

export const handler = await serve("desk-forget", {
  "forget-person": forgetPerson,
  "forget-on-page": forgetOnPage,
});
