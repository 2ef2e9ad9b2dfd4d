import * as z from "zod/mini";

/**
 * What an owner's program shows before it attacks the stage, so that nobody attacks another's by mistake. The stage serves
 * its SHA-256 alone: who reads that cannot show the token, so it has to be one that cannot be guessed.
 */
export const attackToken = z.optional(
  z
    .string()
    .check(
      z.regex(/^[\w-]{32,128}$/, "must be 32 to 128 letters, digits, dashes and underscores, made at random"),
    ),
);
