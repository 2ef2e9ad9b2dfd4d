import { serve } from "../compose/serve.ts";
import * as actOnDesk from "../handlers/act-on-desk.ts";

export const handler = await serve("desk-act", { "act-on-desk": actOnDesk });
