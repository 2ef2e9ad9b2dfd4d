import * as z from "zod/mini";
import { providerLists } from "../delivery/options.ts";
import type { Channel } from "../domain/channel.ts";
import { whole } from "./whole.ts";

const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/;

const email = z.strictObject({
  enabled: z._default(z.boolean(), true),
  from: z._default(z.string().check(z.regex(EMAIL, "must be an e-mail address")), "no-reply@example.com"),
  providers: z.prefault(providerLists.email, ["ses"]),
});

/** Not "UK", which is no country's code, nor "+44", which is four countries'. */
const smsCountry = z
  .string()
  .check(
    z.regex(
      /^(?!UK)[A-Z]{2}$/,
      "must be an ISO 3166 country code like US; those that share +44 are GB, GG, JE and IM",
    ),
  );

const sms = z.strictObject({
  enabled: z._default(z.boolean(), true),
  providers: z.prefault(providerLists.sms, ["sns"]),
  countries: z._default(z.array(smsCountry), ["US", "GB", "DE"]),
});

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

/** The ways that passcodes travel, and who carries them. */
export const channels = z.prefault(
  z.strictObject({
    email: z.prefault(email, {}),
    sms: z.prefault(sms, {}),
    whatsapp: z.prefault(whatsapp, {}),
  } satisfies Record<Channel, unknown>),
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
