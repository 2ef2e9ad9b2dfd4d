import { serve } from "../compose/serve.ts";
import * as actOnDesk from "../handlers/act-on-desk.ts";
import * as actOnPage from "../handlers/act-on-page.ts";

export const handler = await serve("desk-act", { "act-on-desk": actOnDesk, "act-on-page": actOnPage });
