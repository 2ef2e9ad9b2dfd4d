import * as z from "zod/mini";
import { MAX_GRANT_SECONDS, MAX_SESSION_SECONDS } from "../domain/challenge.ts";
import { whole } from "./whole.ts";

/** How long apps may go on by refresh tokens, where a client says `refresh`. */
export const refresh = z.prefault(
  z
    .strictObject({
      /** How long a rotated token still gives its successor, for an app whose answer was lost. */
      graceSeconds: z._default(whole(0, 300), 30),
      /** How long a refresh token is good that is not used. No key is erased sooner. */
      idleSeconds: z._default(whole(60, MAX_SESSION_SECONDS), 1_209_600),
      /** How long a grant with `offline_access` lasts, however often it is used. */
      absoluteSeconds: z._default(whole(60, MAX_GRANT_SECONDS), 2_592_000),
    })
    .check(
      z.refine(({ idleSeconds, absoluteSeconds }) => idleSeconds <= absoluteSeconds, {
        path: ["idleSeconds"],
        error: "must not be longer than absoluteSeconds",
      }),
    ),
  {},
);
