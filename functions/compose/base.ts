import { randomBytes } from "node:crypto";
import { type Config, inLambda, readOwnConfig } from "../config.ts";
import type { ReadCredentials } from "../delivery/credentials.ts";
import type { Compose, ComposeNotice, Postpone, Providers, SendQueue } from "../delivery/port.ts";
import type { BotCheck } from "../bot-check/port.ts";
import type { Clock, Random } from "../domain/ambient.ts";
import type { Previews } from "../desk/services.ts";
import { Fault } from "../domain/errors.ts";
import type { CookieJar } from "../http/cookies.ts";
import type { FaultPage } from "../http/endpoint.ts";
import type { Keys } from "../keys/port.ts";
import type {
  EventBus,
  EventQueue,
  OutboundQueue,
  Post,
  PostForm,
  PostponeEvents,
  SignWebhook,
} from "../outbound/port.ts";
import { heldKeys } from "./held-keys.ts";
import { servedParts } from "./made.ts";
import { powertoolsObserver } from "../observability/powertools.ts";
import type { Observer } from "../observability/port.ts";
import { type ConsumerName, consumers, type FunctionNeeds } from "../routes.ts";
import { type LiveFacts, NO_FACTS } from "../settings/live/facts.ts";
import type { LiveWords } from "../settings/live/live-path.ts";
import { clientOrigins, type Settings } from "../settings.ts";
import type { PageFiles } from "../pages/page-files.ts";
import type { HintReader, Signer } from "../signing/port.ts";
import type { readStreamRecord } from "../storage/dynamodb/challenge-item.ts";
import type { happenedIn } from "../storage/dynamodb/event-records.ts";
import type { readFactorRecord } from "../storage/dynamodb/factor-item.ts";
import type { ReceiverMemory } from "../flows/receiver-memory.ts";
import type { SpendMemory } from "../flows/spend-memory.ts";
import type { Storage } from "../storage/port.ts";

/** A provider that does not answer is given up in time to ask the next one, and to say so. In milliseconds. */
export const CALL = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
};

/** Known keys serve on when their source is silent; a request must not wait for it. In milliseconds. */
export const KEY_CALL = {
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
  /** What stands live beside the settings, which are the deployed ones with what is changed live over them. */
  readonly live: LiveFacts;
  /** Why nothing may be served, where it was never read what is changed live. */
  readonly unreadable?: Error;
}

/** Everything that a handler may ask for. */
export interface Services extends Base {
  readonly storage: Storage;
  readonly readChange: typeof readStreamRecord;
  readonly readFactorChange: typeof readFactorRecord;
  readonly keys: Keys;
  readonly botCheck: BotCheck | undefined;
  readonly signer: Signer;
  readonly hints: HintReader;
  readonly cookies: CookieJar;
  readonly queue: SendQueue;
  readonly postpone: Postpone;
  readonly outbound: OutboundQueue;
  readonly postForm: PostForm;
  readonly post: Post;
  readonly readHappened: typeof happenedIn;
  readonly eventQueue: EventQueue;
  readonly postponeEvents: PostponeEvents;
  readonly eventBus: EventBus;
  readonly signWebhook: SignWebhook;
  /** What this process remembers of the receivers of events. */
  readonly receivers: ReceiverMemory;
  readonly providers: Providers;
  readonly credentials: ReadCredentials;
  readonly compose: Compose;
  readonly composeNotice: ComposeNotice;
  /** The same with the deployed words and brand. */
  readonly deployedNotice: ComposeNotice;
  /** The languages that messages are written in. */
  readonly locales: readonly string[];
  /** What this process remembers of the day's money. */
  readonly spendMemory: SpendMemory;
  /** What the pages are made of beside their markup. */
  readonly pageFiles: PageFiles;
  readonly faultPage: FaultPage;
  /** The rules of the deployed words. */
  readonly liveWords: LiveWords;
  /** What would be said by settings that nobody has saved. */
  readonly previews: Previews;
}

/** What every endpoint needs, whatever it does. */
export type EndpointServices = Pick<
  Services,
  "settings" | "live" | "unreadable" | "pageFiles" | "faultPage" | "observer" | "publicUrl"
>;

/** What an endpoint around a challenge may need. */
export type PageServices = EndpointServices & Pick<Services, keyof Base | "storage" | "keys" | "cookies">;

/** What an endpoint around a session may need. */
export type SessionServices = PageServices & Pick<Services, "signer">;

/** What an endpoint may need that apps send browsers to. */
export type AppPageServices = PageServices & Pick<Services, "hints">;

/** What an endpoint may need that apps call. */
export type AppServices = EndpointServices & Pick<Services, keyof Base | "storage" | "keys" | "signer">;

/** What makes the parts that a handler names. */
export type Parts = Record<string, (base: Base) => unknown>;

/** The base with those parts. */
export type Composed<P extends Parts> = Base & { readonly [K in keyof P]: ReturnType<P[K]> };

/**
 * Makes a Lambda entry point of a consumer: reads the configuration and composes the parts that the handler names while
 * the function starts, so that a wrong one fails at once, and has its keys read before the first event. Each part is its
 * own export: a bundle carries only its own.
 */
export async function lambda<P extends Parts, Event, Result>(
  name: ConsumerName,
  parts: P,
  create: (services: Composed<P>) => (event: Event) => Promise<Result>,
): Promise<(event: Event) => Promise<Result>> {
  // A test may import an entry point to see that it is there.
  if (!inLambda) return () => Promise.reject(new Fault("configuration", "This is no Lambda function."));
  const needs: FunctionNeeds | undefined = consumers.find(({ handler }) => handler === name);
  if (!needs) throw new Fault("configuration", `No consumer has the handler "${name}".`);
  const base = baseServices(await readOwnConfig(needs));
  const served = servedParts(base, parts, needs, (services) => create(services as Composed<P>));
  await readKeys(base, needs);
  // A batch that cannot be served by what holds now comes again: a throw is its refusal.
  return async (event) => (await served.current())(event);
}

/** Has the keys that a function needs read before its first event; what checks hints is read by the first hint. */
export async function readKeys(base: Base, { secrets }: FunctionNeeds): Promise<void> {
  const early = secrets.filter((secret) => secret !== "verifying" && base.config.secretIds[secret] !== "");
  await heldKeys(base)?.prefetch(early);
}

export const systemClock: Clock = () => Math.floor(Date.now() / 1000);

/** The same services for an endpoint that scripts of the registered clients may call as well. */
export function forClients<S extends Base>(services: S): S {
  const { settings } = services;
  const corsOrigins = [...settings.corsOrigins, ...clientOrigins(settings)];
  return { ...services, settings: { ...settings, corsOrigins } };
}

/** The base of a configuration; clock and observer may be others than the system's. */
export function baseServices(
  config: Config,
  overrides: Partial<Pick<Base, "clock" | "observer">> = {},
): Base {
  return {
    config,
    settings: config.settings,
    live: NO_FACTS,
    publicUrl: config.publicUrl,
    issuer: config.publicUrl,
    clock: systemClock,
    random: randomBytes,
    observer: overrides.observer ?? powertoolsObserver(config),
    ...overrides,
  };
}
