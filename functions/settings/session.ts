import * as z from "zod/mini";
import { MAX_SESSION_SECONDS, MAX_TOKEN_SECONDS } from "../domain/challenge.ts";
import { whole } from "./whole.ts";

/** How long a sign-in holds, and whom its tokens are for. */
export const session = z.prefault(
  z
    .strictObject({
      ttlSeconds: z._default(whole(60, MAX_SESSION_SECONDS), 43_200),
      tokenSeconds: z._default(whole(30, MAX_TOKEN_SECONDS), 900),
      audience: z._default(z.string().check(z.minLength(1), z.maxLength(200)), "latchkey"),
      /** Whether tokens of the owner's own API carry the `client_id` "first-party". */
      namesFirstParty: z._default(z.boolean(), false),
      /**
       * What access tokens of the owner's own API are signed with. All others stay RS256, which every library knows.
       * @default "RS256"
       */
      algorithm: z._default(z.enum(["RS256", "ES256"]), "RS256"),
    })
    .check(
      z.refine(({ ttlSeconds, tokenSeconds }) => tokenSeconds <= ttlSeconds, {
        path: ["tokenSeconds"],
        error: "must not be longer than the session's ttlSeconds",
      }),
    ),
  {},
);
