import { serve } from "../compose/serve.ts";
import * as showDesk from "../handlers/show-desk.ts";

export const handler = await serve("desk-read", { "show-desk": showDesk });
