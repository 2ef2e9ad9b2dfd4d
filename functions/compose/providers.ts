import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { inLambda, readOwnConfig } from "../config.ts";
import { withCircuit } from "../delivery/circuit.ts";
import { providerCredentials, type ReadCredentials, requireCredentials } from "../delivery/credentials.ts";
import type { LocalProviderName, OptionsOf, ProviderName, ProviderOptions } from "../delivery/options.ts";
import { credentialOf } from "../delivery/needed-credentials.ts";
import type { Provider, Providers } from "../delivery/port.ts";
import type { Channel } from "../domain/channel.ts";
import { Fault } from "../domain/errors.ts";
import { secretText } from "../keys/secrets-manager.ts";
import { consumers } from "../routes.ts";
import { carriersOf } from "../settings.ts";
import { type Base, KEY_CALL, systemClock } from "./base.ts";

/** Read once by a process, by the first that asks: the check at the start, or a message. */
let held: ReadCredentials | undefined;

/** What providers log in with, and sign with. */
export function credentials({ config, clock }: Pick<Base, "config" | "clock">): ReadCredentials {
  const client = new SecretsManagerClient(KEY_CALL);
  return (held ??= providerCredentials(secretText(client, config.providersSecretId, "providers"), clock));
}

/**
 * Keeps the function of a channel from starting where none of its providers has what it logs in with: its messages wait
 * in the queue. Where one of several has it, that one sends, and the owner is told of the others when they are asked.
 * @throws Fault `configuration`, which names every credential that is missing
 */
export async function checkCredentials(channel: Channel): Promise<void> {
  const needs = consumers.find(({ handler }) => handler === "deliver-code");
  if (!inLambda || !needs) return;
  const config = await readOwnConfig(needs);
  const read = credentials({ config, clock: systemClock });
  await requireCredentials(read, carriersOf(config.settings, channel).map(credentialOf), "one");
}

/** How each of these providers is made of its options. One that is declared and not made does not compile. */
export type ProviderMakers<Name extends ProviderName> = {
  readonly [Each in Name]: (options: OptionsOf<Each>) => Provider;
};

/** The providers of one channel, apart: the function of a channel carries no other channel's code. */
export function channelProviders<Of extends Channel>(
  base: Pick<Base, "settings" | "clock">,
  channel: Of,
  makers: ProviderMakers<Exclude<ProviderName & ProviderName<Of>, LocalProviderName>>,
): Providers {
  return { [channel]: chooseProviders(base, channel, makers) };
}

/** The providers that the settings name for a channel, in their order. @throws Fault `configuration` for one that is not to be had here */
export function chooseProviders(
  { settings, clock }: Pick<Base, "settings" | "clock">,
  channel: Channel,
  makers: Partial<ProviderMakers<ProviderName>>,
): readonly Provider[] {
  return carriersOf(settings, channel).map((options, index) => {
    // Each maker takes its own options, which the compiler cannot follow through the index.
    const make = makers[options.use] as ((options: ProviderOptions) => Provider) | undefined;
    if (!make)
      throw new Fault(
        "configuration",
        `The configuration is wrong:\n- channels.${channel}.providers.${index}: "${options.use}" is not available here; choose one of ${Object.keys(makers).join(", ")}`,
      );
    const countries = "countries" in options ? options.countries : undefined;
    return withCircuit({ ...make(options), countries }, clock);
  });
}
