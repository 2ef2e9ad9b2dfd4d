import * as z from "zod/mini";

/** Any text, up to so many characters. */
export const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));

/** Not "UK", which is no country's code, nor "+44", which is four countries'. */
export const smsCountry = z
  .string()
  .check(
    z.regex(
      /^(?!UK)[A-Z]{2}$/,
      "must be an ISO 3166 country code like US; those that share +44 are GB, GG, JE and IM",
    ),
  );

/** The countries of phone numbers that a provider serves; all of them without. */
export const anywhere = { countries: z.optional(z.array(smsCountry).check(z.minLength(1))) };

export const phoneNumber = z
  .string()
  .check(z.regex(/^\+[1-9]\d{6,14}$/, "must be a phone number like +14155550123"));

/** A login in it would stand in cdk.json and in the functions' settings, and no request could be made to it. */
export const httpsUrl = z.string().check(
  z.refine((url) => URL.canParse(url) && new URL(url).protocol === "https:", {
    error: "must be an https URL",
  }),
  z.refine((url) => !URL.canParse(url) || new URL(url).username + new URL(url).password === "", {
    error: "must hold no login: it is no place for a secret",
  }),
);

export const hostName = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, "must be a host name like smtp.example.com"),
  );

/** Who an SMS is from, where a country shows it. */
export const senderId = z
  .string()
  .check(
    z.regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/, "must be 1 to 11 letters and digits, one letter at least"),
  );
