import * as z from "zod/mini";
import { smsCountry } from "../delivery/option-fields.ts";
import { providerLists } from "../delivery/options.ts";
import type { SettledChannel } from "../domain/channel.ts";
import { spend } from "./spend.ts";
import { whole } from "./whole.ts";

const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/;

const email = z.strictObject({
  enabled: z._default(z.boolean(), true),
  from: z._default(
    z.string().check(
      z.regex(EMAIL, "must be an e-mail address"),
      z.refine((text) => !EMAIL.test(text) || /^[\x21-\x7e]*$/.test(text), {
        error:
          "must be in ASCII, which every mail server reads; a domain like bücher.example is written xn--bcher-kva.example",
      }),
    ),
    "no-reply@example.com",
  ),
  providers: z.prefault(providerLists.email, ["ses"]),
});

/** As it stands in an SMS, which knows neither scheme nor port. */
const boundHost = z
  .string()
  .check(
    z.regex(
      /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
      "must be a host name like app.example.com, in small letters, without https:// and port; null binds the code to no host",
    ),
  );

const sms = z
  .strictObject({
    enabled: z._default(z.boolean(), true),
    providers: z.prefault(providerLists.sms, ["sns"]),
    countries: z._default(z.array(smsCountry), ["US", "GB", "DE"]),
    spend,
    /** The host that the code is bound to: that of the service itself without it, none with null. */
    host: z.optional(z.nullable(boundHost)),
    /** By which Android hands the SMS to the owner's app (SMS Retriever). */
    androidHash: z.optional(
      z
        .string()
        .check(
          z.regex(/^[A-Za-z0-9+/]{11}$/, "must be the 11 characters of the app's hash, like FA+9qCX9VSu"),
        ),
    ),
    /** Apps of Apple's systems that the service's own host vouches for: its codes are offered to them. */
    appleApps: z._default(
      z
        .array(
          z
            .string()
            .check(
              z.regex(
                /^[A-Z0-9]{10}\.[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/,
                "must be a team id and a bundle id like ABCDE12345.com.example.app",
              ),
            ),
        )
        .check(z.maxLength(20)),
      [],
    ),
  })
  .check(
    z.check(
      ({
        value: {
          spend: { prices },
          countries,
        },
        issues,
      }) => {
        for (const country of Object.keys(prices).filter((one) => !countries.includes(one)))
          issues.push({
            ...{ code: "custom", input: prices[country], path: ["spend", "prices", country] },
            message: "no SMS goes to this country: name it in countries, or leave its price out",
          });
      },
    ),
  );

const whatsapp = z
  .strictObject({
    enabled: z._default(z.boolean(), false),
    providers: z.optional(providerLists.whatsapp),
  })
  .check(
    z.refine(({ enabled, providers }) => !enabled || providers !== undefined, {
      path: ["providers"],
      error: "name the provider that carries WhatsApp messages",
    }),
  );

const voice = z
  .strictObject({
    enabled: z._default(z.boolean(), false),
    providers: z.optional(providerLists.voice),
  })
  .check(
    z.refine(({ enabled, providers }) => !enabled || providers !== undefined, {
      path: ["providers"],
      error: "name the provider that makes calls",
    }),
  );

/** The ways that passcodes travel, and who carries them. */
export const channels = z.prefault(
  z.strictObject({
    email: z.prefault(email, {}),
    sms: z.prefault(sms, {}),
    whatsapp: z.prefault(whatsapp, {}),
    voice: z.prefault(voice, {}),
  } satisfies Record<SettledChannel, unknown>),
  {},
);

/** How long nothing is sent to a recipient whose e-mail came back for good, or who marked one as spam. */
export const suppression = z.prefault(
  z.strictObject({
    bounceSeconds: z._default(whole(0, 94_608_000), 2_592_000),
    complaintSeconds: z._default(whole(0, 94_608_000), 31_536_000),
  }),
  {},
);
