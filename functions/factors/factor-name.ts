import * as z from "zod/mini";

/**
 * What a user calls a factor: nothing in it turns the words around it, nor is there unseen, but for what joins letters and
 * emoji, and U+FE0E and U+FE0F, which keyboards write behind an emoji.
 */
export const factorName = z
  .string()
  .check(
    z.regex(
      /^(?=.*[\p{L}\p{N}])(?:[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{DI}\p{Zl}\p{Zp}]|[\u200c-\u200f]|[\ufe0e\ufe0f]){1,40}$/u,
      "Use 1 to 40 characters, a letter or a digit among them.",
    ),
  );
