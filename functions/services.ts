import { randomBytes } from "node:crypto";
import { KMSClient } from "@aws-sdk/client-kms";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESClient } from "@aws-sdk/client-ses";
import { SocialMessagingClient } from "@aws-sdk/client-socialmessaging";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type Config, inLambda, readConfig } from "./config.ts";
import { awsWhatsappProvider } from "./delivery/aws-whatsapp.ts";
import { withCircuit } from "./delivery/circuit.ts";
import { providerCredentials, type ReadCredentials } from "./delivery/credentials.ts";
import { messageWriter } from "./delivery/message.ts";
import type { OptionsOf, ProviderName, ProviderOptions } from "./delivery/options.ts";
import type { Compose, Provider, Providers, SendQueue } from "./delivery/port.ts";
import { sendgridProvider } from "./delivery/sendgrid.ts";
import { sesProvider } from "./delivery/ses.ts";
import { smtpProvider } from "./delivery/smtp.ts";
import { snsProvider } from "./delivery/sns.ts";
import { sqsQueue } from "./delivery/sqs.ts";
import { twilioProvider, twilioWhatsappProvider } from "./delivery/twilio.ts";
import { webhookProvider } from "./delivery/webhook.ts";
import type { Clock, Random } from "./domain/ambient.ts";
import { byChannel, type Channel } from "./domain/channel.ts";
import { Fault } from "./domain/errors.ts";
import { type CookieJar, cookieJar } from "./http/cookies.ts";
import { keyring } from "./keys/keyring.ts";
import type { Keys } from "./keys/port.ts";
import { secretsManager, secretText } from "./keys/secrets-manager.ts";
import { powertoolsObserver } from "./observability/powertools.ts";
import type { Observer } from "./observability/port.ts";
import { consumers, type HandlerName, routes } from "./routes.ts";
import type { Settings } from "./settings.ts";
import { kmsSigner } from "./signing/kms.ts";
import { localKeySigner } from "./signing/local-key.ts";
import type { Signer } from "./signing/port.ts";
import { readChange as readStreamRecord } from "./storage/dynamodb/challenge-item.ts";
import { dynamoClient, dynamoStorage } from "./storage/dynamodb/storage.ts";
import type { Storage } from "./storage/port.ts";
import { knownLocales, readWords } from "./words-folder.ts";

/** A provider that does not answer is given up in time to ask the next one, and to say so. In milliseconds. */
const CALL = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
};

/** Known keys serve on when their source is silent; a request must not wait for it. In milliseconds. */
const KEY_CALL = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
};

/** What every function has, whatever it does. */
export interface Base {
  readonly config: Config;
  readonly settings: Settings;
  /** Where the service is reached, without a trailing slash. */
  readonly publicUrl: string;
  /** The `iss` of tokens. */
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Observer;
}

/** Everything that a handler may ask for. */
export interface Services extends Base {
  readonly storage: Storage;
  readonly readChange: typeof readStreamRecord;
  readonly keys: Keys;
  readonly signer: Signer;
  readonly cookies: CookieJar;
  readonly queue: SendQueue;
  readonly providers: Providers;
  readonly compose: Compose;
  /** The languages that messages are written in. */
  readonly locales: readonly string[];
}

/** What an endpoint around a challenge may need. */
export type PageServices = Pick<Services, keyof Base | "storage" | "keys" | "cookies">;

/** What an endpoint around a session may need. */
export type SessionServices = PageServices & Pick<Services, "signer">;

type Parts = Record<string, (base: Base) => unknown>;
type Composed<P extends Parts> = Base & { readonly [K in keyof P]: ReturnType<P[K]> };

/**
 * Makes a Lambda entry point of a handler: reads the configuration and composes the parts that the handler names while
 * the function starts, so that a wrong one fails at once. Each part is its own export: a bundle carries only its own.
 */
export function lambda<P extends Parts, H>(
  name: HandlerName,
  parts: P,
  create: (services: Composed<P>) => H,
): H {
  // Other programs import handlers for their `create`, and compose themselves.
  if (!inLambda) return undefined as H;
  const needs = [...routes, ...consumers].find(({ handler }) => handler === name);
  if (!needs) throw new Fault("configuration", `No route or consumer has the handler "${name}".`);
  const base = baseServices(readConfig(needs));
  const made = Object.entries(parts).map(([part, make]) => [part, make(base)]);
  return create({ ...base, ...Object.fromEntries(made) } as Composed<P>);
}

/** The base of a configuration; clock and observer may be others than the system's. */
export function baseServices(
  config: Config,
  overrides: Partial<Pick<Base, "clock" | "observer">> = {},
): Base {
  return {
    config,
    settings: config.settings,
    publicUrl: config.publicUrl,
    issuer: config.publicUrl,
    clock: () => Math.floor(Date.now() / 1000),
    random: randomBytes,
    observer: overrides.observer ?? powertoolsObserver(config),
    ...overrides,
  };
}

export function storage({ config, settings }: Base): Storage {
  return dynamoStorage(dynamoClient(), {
    tableName: config.tableName,
    retentionSeconds: settings.retentionSeconds,
  });
}

export function readChange(): typeof readStreamRecord {
  return readStreamRecord;
}

export function keys({ config, clock }: Base): Keys {
  return keyring(secretsManager(new SecretsManagerClient(KEY_CALL), config.secretIds), clock);
}

export function signer(base: Base): Signer {
  const { config, issuer, settings } = base;
  if (settings.signing === "secret") return signerWith(keys(base), base);
  return kmsSigner(new KMSClient(KEY_CALL), config.signingKeyIds, {
    ...{ issuer, audience: settings.session.audience },
  });
}

export function signerWith(held: Keys, { issuer, settings }: Base): Signer {
  return localKeySigner(held, { issuer, audience: settings.session.audience });
}

export function cookies({ publicUrl }: Base): CookieJar {
  return cookieJar(publicUrl);
}

export function queue({ config }: Base): SendQueue {
  return sqsQueue(new SQSClient(CALL), config.queueUrls);
}

export function compose({ config, settings, publicUrl }: Base): Compose {
  const { name, supportUrl } = settings.brand;
  const host = new URL(publicUrl).hostname;
  const sender = { brand: name, host, supportUrl, defaultLocale: settings.defaultLocale };
  return messageWriter(sender, readWords(config.wordsFolder));
}

export function locales({ config }: Base): readonly string[] {
  return knownLocales(config.wordsFolder);
}

/** The providers of each channel, apart: the function of one channel carries no other channel's code. */
export function emailProviders(base: Base): Providers {
  const { config, settings, clock } = base;
  const sender = { from: settings.channels.email.from, brand: settings.brand.name };
  const credentials = credentialsOf(base);
  return chooseProviders(base, ["email"], {
    ses: () => sesProvider(new SESClient(CALL), sender, config.sesConfigurationSet),
    smtp: (options) => smtpProvider(options, { ...sender, credentials }),
    sendgrid: (options) => sendgridProvider(options, { ...sender, credentials }),
    webhook: (options) => webhookProvider(options, { credentials, clock }),
  });
}

export function smsProviders(base: Base): Providers {
  const credentials = credentialsOf(base);
  return chooseProviders(base, ["sms"], {
    sns: (options) => snsProvider(new SNSClient(CALL), options),
    twilio: (options) => twilioProvider(options, { credentials }),
    webhook: (options) => webhookProvider(options, { credentials, clock: base.clock }),
  });
}

export function whatsappProviders(base: Base): Providers {
  const credentials = credentialsOf(base);
  return chooseProviders(base, ["whatsapp"], {
    "twilio-whatsapp": (options) => twilioWhatsappProvider(options, { credentials }),
    "aws-whatsapp": (options) => awsWhatsappProvider(new SocialMessagingClient(CALL), options),
    webhook: (options) => webhookProvider(options, { credentials, clock: base.clock }),
  });
}

function credentialsOf({ config, clock }: Base): ReadCredentials {
  const client = new SecretsManagerClient(KEY_CALL);
  return providerCredentials(secretText(client, config.providersSecretId, "providers"), clock);
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
    (channels.includes(channel) ? (settings.channels[channel].providers ?? []) : []).map((options) => {
      // Each maker takes its own options, which the compiler cannot follow through the index.
      const make = known[options.use] as ((options: ProviderOptions) => Provider) | undefined;
      if (!make)
        throw new Fault(
          "configuration",
          `channels.${channel}.providers: "${options.use}" is not available here`,
        );
      const countries = "countries" in options ? options.countries : undefined;
      return withCircuit({ ...make(options), countries }, clock);
    }),
  );
}
