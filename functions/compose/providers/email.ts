import { SESClient } from "@aws-sdk/client-ses";
import type { Providers } from "../../delivery/port.ts";
import { sendgridProvider } from "../../delivery/providers/sendgrid.ts";
import { sesProvider } from "../../delivery/providers/ses.ts";
import { smtpProvider } from "../../delivery/providers/smtp.ts";
import { webhookProvider } from "../../delivery/providers/webhook.ts";
import { type Base, CALL } from "../base.ts";
import { channelProviders, credentials } from "../providers.ts";

export function emailProviders(base: Base): Providers {
  const { config, settings, clock } = base;
  const sender = { from: settings.channels.email.from, brand: settings.brand.name };
  const logins = credentials(base);
  return channelProviders(base, "email", {
    ses: () => sesProvider(new SESClient(CALL), sender, config.sesConfigurationSet),
    smtp: (options) => smtpProvider(options, { ...sender, credentials: logins, clock }),
    sendgrid: (options) => sendgridProvider(options, { ...sender, credentials: logins }),
    webhook: (options) => webhookProvider(options, { credentials: logins, clock }),
  });
}
