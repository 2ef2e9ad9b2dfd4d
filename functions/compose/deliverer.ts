import type { Providers } from "../delivery/port.ts";
import type { Channel } from "../domain/channel.ts";
import { type Base, type Composed, lambda } from "./base.ts";
import { compose, composeNotice, deployedNotice, keys, postpone, storage } from "./parts.ts";
import { liveWords } from "./words.ts";
import { checkCredentials } from "./providers.ts";

const PARTS = { storage, postpone, keys, compose, composeNotice, deployedNotice, liveWords };

type MakeProviders = (base: Base) => Providers;

/** Makes the Lambda entry point of a channel's function: these differ in the providers alone. */
export async function delivererLambda<Event, Result>(
  channel: Channel,
  providers: MakeProviders,
  create: (
    services: Composed<typeof PARTS & { providers: MakeProviders }>,
  ) => (event: Event) => Promise<Result>,
): Promise<(event: Event) => Promise<Result>> {
  await checkCredentials(channel);
  return lambda("deliver-code", { ...PARTS, providers }, create);
}
