import * as z from "zod/mini";

/** What a user calls a factor: nothing in it turns the words around it, nor is there unseen. */
export const factorName = z
  .string()
  .check(
    z.regex(
      /^(?=.*[\p{L}\p{N}])(?:[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{DI}\p{Zl}\p{Zp}]|[\u200c-\u200f]){1,40}$/u,
      "Use 1 to 40 characters, a letter or a digit among them.",
    ),
  );
