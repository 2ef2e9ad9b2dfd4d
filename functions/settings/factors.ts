import * as z from "zod/mini";
import { passkeys } from "./passkeys.ts";

/** What users may have beside an address, each on or off by itself. */
export const factors = z.prefault(z.strictObject({ passkeys }), {});
