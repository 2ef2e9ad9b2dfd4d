import * as z from "zod";

export const secondsUntil = (what: string) =>
  z
    .int()
    .min(0)
    .describe(`Whole seconds until ${what}. For countdowns: no clock has to agree with the server's.`);

export const subject = z
  .string()
  .min(1)
  .describe(
    "Who it is, as in the token's `sub`: a stable pseudonym of the recipient, or the customer's id in registered mode.",
  );

export const token = z
  .string()
  .describe(
    "A JWT (RS256, or ES256 where the stage has it; `typ: at+jwt`) that any backend checks offline with the published keys.",
  );

/** The answer to what completes a sign-in. */
export const approval = z
  .object({
    status: z.literal("approved"),
    token,
    tokenType: z.literal("Bearer"),
    expiresIn: secondsUntil("the token expires"),
    sessionToken: z
      .string()
      .optional()
      .describe(
        "The long-lived credential of the session; only for the purpose `login`. A bearer value: keep it out of URLs and logs.",
      ),
    sessionExpiresIn: secondsUntil("the session ends").optional(),
    deviceToken: z
      .string()
      .optional()
      .describe(
        "With `remember`: what the device is known by in later requests. Absent where the one that the request named still holds.",
      ),
    subject,
  })
  .describe("The code was right.");

/** Of an answer to who changed factors. */
export const othersEnded = z
  .boolean()
  .describe(
    "Whether all other sessions, grants of apps and open challenges of the user are over. False after a fault: what is left ends a moment later.",
  );
