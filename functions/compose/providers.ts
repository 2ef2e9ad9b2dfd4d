import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESClient } from "@aws-sdk/client-ses";
import { SNSClient } from "@aws-sdk/client-sns";
import { SocialMessagingClient } from "@aws-sdk/client-socialmessaging";
import { inLambda, readConfig } from "../config.ts";
import { awsWhatsappProvider } from "../delivery/providers/aws-whatsapp.ts";
import { withCircuit } from "../delivery/circuit.ts";
import { providerCredentials, type ReadCredentials, requireCredentials } from "../delivery/credentials.ts";
import type { OptionsOf, ProviderName, ProviderOptions } from "../delivery/options.ts";
import type { Provider, Providers } from "../delivery/port.ts";
import { sendgridProvider } from "../delivery/providers/sendgrid.ts";
import { sesProvider } from "../delivery/providers/ses.ts";
import { smtpProvider } from "../delivery/providers/smtp.ts";
import { snsProvider } from "../delivery/providers/sns.ts";
import { twilioProvider, twilioWhatsappProvider } from "../delivery/providers/twilio.ts";
import { webhookProvider } from "../delivery/providers/webhook.ts";
import { byChannel, type Channel } from "../domain/channel.ts";
import { Fault } from "../domain/errors.ts";
import { secretText } from "../keys/secrets-manager.ts";
import { twilioCallbackUrl } from "../receipts/twilio-status.ts";
import { consumers } from "../routes.ts";
import { type Base, CALL, KEY_CALL, systemClock } from "./base.ts";
import { neededCredentials } from "../settings.ts";

/** The providers of each channel, apart: the function of one channel carries no other channel's code. */
export function emailProviders(base: Base): Providers {
  const { config, settings, clock } = base;
  const sender = { from: settings.channels.email.from, brand: settings.brand.name };
  const logins = credentials(base);
  return chooseProviders(base, ["email"], {
    ses: () => sesProvider(new SESClient(CALL), sender, config.sesConfigurationSet),
    smtp: (options) => smtpProvider(options, { ...sender, credentials: logins }),
    sendgrid: (options) => sendgridProvider(options, { ...sender, credentials: logins }),
    webhook: (options) => webhookProvider(options, { credentials: logins, clock }),
  });
}

export function smsProviders(base: Base): Providers {
  const logins = credentials(base);
  const statusCallback = twilioCallbackUrl(base.publicUrl);
  return chooseProviders(base, ["sms"], {
    sns: (options) => snsProvider(new SNSClient(CALL), options),
    twilio: (options) => twilioProvider(options, { credentials: logins, statusCallback }),
    webhook: (options) => webhookProvider(options, { credentials: logins, clock: base.clock }),
  });
}

export function whatsappProviders(base: Base): Providers {
  const logins = credentials(base);
  const statusCallback = twilioCallbackUrl(base.publicUrl);
  return chooseProviders(base, ["whatsapp"], {
    "twilio-whatsapp": (options) => twilioWhatsappProvider(options, { credentials: logins, statusCallback }),
    "aws-whatsapp": (options) => awsWhatsappProvider(new SocialMessagingClient(CALL), options),
    webhook: (options) => webhookProvider(options, { credentials: logins, clock: base.clock }),
  });
}

/** Read once by a process, by the first that asks: the check at the start, or a message. */
let held: ReadCredentials | undefined;

/** What providers log in with, and sign with. */
export function credentials({ config, clock }: Pick<Base, "config" | "clock">): ReadCredentials {
  const client = new SecretsManagerClient(KEY_CALL);
  return (held ??= providerCredentials(secretText(client, config.providersSecretId, "providers"), clock));
}

/**
 * Keeps the function of a channel from starting without what its providers log in with: its messages wait in the queue.
 * @throws Fault `configuration`, which names every credential that is missing
 */
export async function checkCredentials(channel: Channel): Promise<void> {
  const needs = consumers.find(({ handler }) => handler === "deliver-code");
  if (!inLambda || !needs) return;
  const config = readConfig(needs);
  const read = credentials({ config, clock: systemClock });
  await requireCredentials(read, neededCredentials(config.settings, [channel]));
}

/** How each provider that is to be had here is made from its options. */
export type KnownProviders = { readonly [Name in ProviderName]?: (options: OptionsOf<Name>) => Provider };

/** The providers that the settings name for these channels, in their order. @throws Fault `configuration` for one that is not to be had here */
export function chooseProviders(
  { settings, clock }: Pick<Base, "settings" | "clock">,
  channels: readonly Channel[],
  known: KnownProviders,
): Providers {
  return byChannel((channel) =>
    (channels.includes(channel) ? (settings.channels[channel].providers ?? []) : []).map((options, index) => {
      // Each maker takes its own options, which the compiler cannot follow through the index.
      const make = known[options.use] as ((options: ProviderOptions) => Provider) | undefined;
      if (!make)
        throw new Fault(
          "configuration",
          `The configuration is wrong:\n- channels.${channel}.providers.${index}: "${options.use}" is not available here; choose one of ${Object.keys(known).join(", ")}`,
        );
      const countries = "countries" in options ? options.countries : undefined;
      return withCircuit({ ...make(options), countries }, clock);
    }),
  );
}
