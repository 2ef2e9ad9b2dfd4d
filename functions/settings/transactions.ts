import * as z from "zod/mini";
import { isDeskPurpose } from "../domain/desk-purposes.ts";

/** Purposes that confirm a transaction, beside `confirm-transaction`: only servers ask for them, and only with one. */
export const transactionPurposes = z._default(
  z
    .array(
      z.string().check(
        z.regex(
          /^[a-z][a-z0-9-]{0,31}$/,
          "must be up to 32 small letters, digits and dashes, a letter first",
        ),
        z.refine((purpose) => purpose !== "login", {
          error: "login opens a session, and confirms no transaction",
        }),
        z.refine((purpose) => !isDeskPurpose(purpose), { error: "is the desk's own" }),
      ),
    )
    .check(z.maxLength(20)),
  [],
);
