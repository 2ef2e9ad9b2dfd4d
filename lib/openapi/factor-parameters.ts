import { ACRS } from "../../functions/domain/acr.ts";
import type { Json } from "./schema.ts";

const cookie = (name: string, description: string): Json => ({
  name,
  in: "cookie",
  description: `${description} On localhost its name starts with \`latchkey-\`.`,
  schema: { type: "string" },
});

/** What requests about second factors carry beside their body. */
export const FACTOR_PARAMETERS = {
  FactorCookie: cookie(
    "__Host-factor",
    "What this browser shows for challenges whose code was right here: only with it a second factor is taken.",
  ),
  EnrolmentCookie: cookie(
    "__Host-enrolment",
    "The authenticator that is being set up, sealed, so that the page shows the same key again.",
  ),
  Factor: {
    name: "factor",
    in: "query",
    description: "Which factor the page asks for, where there are several.",
    schema: { type: "string", enum: ["totp", "backup-code"] },
    example: "backup-code",
  },
  Needs: {
    name: "needs",
    in: "query",
    description:
      "In a session: the `acr` that is wanted, by which the page offers factors; `fresh` for any factor that is proved just now, `again` for one that is proved once more. What an app demands stands in its own request.",
    schema: { type: "string", enum: [...ACRS, "fresh", "again"] },
    example: "latchkey:2",
  },
} as const satisfies Readonly<Record<string, Json>>;
