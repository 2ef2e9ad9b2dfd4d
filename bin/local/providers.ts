import { readFileSync } from "node:fs";
import { consoleProvider } from "../../functions/delivery/providers/console.ts";
import {
  providerCredentials,
  type ReadCredentials,
  requireCredentials,
} from "../../functions/delivery/credentials.ts";
import type { AwsProviderName, ProviderName } from "../../functions/delivery/options.ts";
import { inboxProvider } from "../../functions/delivery/providers/inbox.ts";
import { sendgridProvider } from "../../functions/delivery/providers/sendgrid.ts";
import { smtpProvider } from "../../functions/delivery/providers/smtp.ts";
import { twilioProvider, twilioWhatsappProvider } from "../../functions/delivery/providers/twilio.ts";
import { webhookProvider } from "../../functions/delivery/providers/webhook.ts";
import type { Providers } from "../../functions/delivery/port.ts";
import type { Clock } from "../../functions/domain/ambient.ts";
import { byChannel } from "../../functions/domain/channel.ts";
import { Fault } from "../../functions/domain/errors.ts";
import { chooseProviders, type ProviderMakers } from "../../functions/compose/providers.ts";
import { pushProvider, type PushParts } from "../../functions/compose/providers/push.ts";
import type { Base, Services } from "../../functions/compose/base.ts";
import { asksTurnstile, neededCredentials, type Settings } from "../../functions/settings.ts";
import type { Inbox } from "./inbox.ts";

/** The providers of the settings, and of others that admins make of them while the service runs. */
export interface LocalProviders extends Pick<Services, "providers" | "credentials"> {
  readonly providersOf: (settings: Settings) => Providers;
}

/**
 * The providers that the settings name: the inbox, or real ones that need no AWS account.
 * @param pushParts what notifications are sent with, which is there once the service runs
 * @param credentialsFile a JSON file like the providers' secret, for real ones
 * @throws Fault `configuration` for a provider of AWS, and for a credential that is missing, each with its place
 */
export async function localProviders(
  base: Pick<Base, "settings" | "clock" | "random">,
  inbox: Inbox,
  credentialsFile: string | undefined,
  pushParts: () => PushParts,
): Promise<LocalProviders> {
  const { settings, clock } = base;
  const credentials = fileCredentials(clock, credentialsFile);
  const makersOf = ({
    channels,
    brand,
  }: Settings): ProviderMakers<Exclude<ProviderName, AwsProviderName>> => {
    const email = { from: channels.email.from, brand: brand.name, credentials };
    return {
      inbox: () => inboxProvider(inbox.keep, clock),
      console: () =>
        consoleProvider((text) => {
          console.log(text);
        }),
      smtp: (options) => smtpProvider(options, { ...email, clock }),
      sendgrid: (options) => sendgridProvider(options, email),
      twilio: (options) => twilioProvider(options, { credentials }),
      "twilio-whatsapp": (options) => twilioWhatsappProvider(options, { credentials }),
      "web-push": () => pushProvider({ ...base, settings: { ...settings, brand } }, pushParts),
      webhook: (options) => webhookProvider(options, { credentials, clock }),
    };
  };
  const providersOf = (of: Settings) =>
    byChannel((channel) => chooseProviders({ ...base, settings: of }, channel, makersOf(of)));
  const providers = providersOf(settings);
  // A wrong file is found now, and not by the first person who waits for a code.
  const names = [
    ...neededCredentials(settings),
    asksTurnstile(settings) ? ("turnstile" as const) : undefined,
  ];
  await requireCredentials(credentials, names, "each");
  return { providers, credentials, providersOf };
}

function fileCredentials(clock: Clock, file: string | undefined): ReadCredentials {
  const read = () => {
    if (file === undefined)
      throw new Fault(
        "configuration",
        'The configuration is wrong:\n- LATCHKEY_CREDENTIALS: name a JSON file like {"smtp": {"user": "...", "password": "..."}}',
      );
    try {
      return readFileSync(file, "utf8");
    } catch {
      throw new Fault(
        "configuration",
        `The configuration is wrong:\n- LATCHKEY_CREDENTIALS: ${file} cannot be read`,
      );
    }
  };
  return providerCredentials(
    () => Promise.resolve().then(read),
    clock,
    `The file of LATCHKEY_CREDENTIALS (${file ?? ""})`,
  );
}
