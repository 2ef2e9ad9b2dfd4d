import type { Providers } from "../delivery/port.ts";
import type { Channel } from "../domain/channel.ts";
import { type Base, type Composed, lambda } from "./base.ts";
import { compose, composeNotice, keys, postpone, storage } from "./parts.ts";
import { checkCredentials } from "./providers.ts";

const PARTS = { storage, postpone, keys, compose, composeNotice };

type MakeProviders = (base: Base) => Providers;

/** Makes the Lambda entry point of a channel's function: these differ in the providers alone. */
export async function delivererLambda<H>(
  channel: Channel,
  providers: MakeProviders,
  create: (services: Composed<typeof PARTS & { providers: MakeProviders }>) => H,
): Promise<H> {
  await checkCredentials(channel);
  return lambda("deliver-code", { ...PARTS, providers }, create);
}
