import { smsCountry } from "../../delivery/option-fields.ts";
import type { ProviderOptions } from "../../delivery/options.ts";
import type { SettledChannel } from "../../domain/channel.ts";
import type { Settings } from "../../settings.ts";
import type { LiveEffect } from "./change.ts";
import type { LivePath } from "./live-path.ts";

/** Each channel that the owner enables; notifications are a factor's choice, which is deployed. */
const SETTLED: Readonly<Record<SettledChannel, true>> = {
  email: true,
  sms: true,
  whatsapp: true,
  voice: true,
};

/** Whether something is there that can only be taken away: `false` takes it. */
function takenAway(before: unknown, after: unknown): LiveEffect {
  if (before === after) return "neither";
  return after === false ? "closes" : "opens";
}

const takes = (value: unknown, back: string) =>
  value === false ? undefined : `must be false, which takes it away; ${back}`;

const TAKE_BACK = "take the change back to have it again";

/** The names of providers as changes say them: `twilio`, and `twilio#2` for the second of its kind. */
export function providerNames(providers: readonly ProviderOptions[] | undefined): readonly string[] {
  return (providers ?? []).map(({ use }, index, all) => {
    const nth = all.slice(0, index + 1).filter((one) => one.use === use).length;
    return nth === 1 ? use : `${use}#${nth}`;
  });
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function providersFault(value: unknown, deployed: readonly string[]): string | undefined {
  if (!isNames(value) || value.length === 0)
    return "must be a list of the providers that carry its messages, the first one first";
  const foreign = value.filter((name) => !deployed.includes(name));
  if (foreign.length > 0)
    return `${foreign.join(", ")} is not deployed; choose among ${deployed.join(", ") || "none"}`;
  return new Set(value).size === value.length ? undefined : "names a provider twice";
}

/** One that came in opens; where some left, and none came, it closes. An order by itself does neither. */
function providersEffect(before: unknown, after: unknown): LiveEffect {
  const [from, to] = [before, after].map((value) => (isNames(value) ? value : []));
  if (to?.some((name) => !from?.includes(name))) return "opens";
  return from?.some((name) => !to?.includes(name)) ? "closes" : "neither";
}

/** The effective options by the names that the deployed ones have. */
export function effectiveNames(
  deployed: readonly ProviderOptions[] | undefined,
  effective: readonly ProviderOptions[] | undefined,
): readonly string[] {
  const names = providerNames(deployed);
  const texts = (deployed ?? []).map((options) => JSON.stringify(options));
  return (effective ?? []).flatMap((options) => names[texts.indexOf(JSON.stringify(options))] ?? []);
}

function withChannel(
  { channels, ...settings }: Settings,
  channel: SettledChannel,
  change: Readonly<Record<string, unknown>>,
): unknown {
  return { ...settings, channels: { ...channels, [channel]: { ...channels[channel], ...change } } };
}

function pathsOf(channel: SettledChannel): readonly LivePath[] {
  return [
    {
      path: `channels.${channel}.enabled`,
      fault: (value) => takes(value, TAKE_BACK),
      read: ({ settings }) => settings.channels[channel].enabled,
      change: {
        of: "settings",
        with: (settings) => withChannel(settings, channel, { enabled: false }),
      },
      effect: takenAway,
    },
    {
      path: `channels.${channel}.providers`,
      fault: (value, _, { deployed }) =>
        providersFault(value, providerNames(deployed.channels[channel].providers)),
      read: ({ settings }, _, { deployed }) =>
        effectiveNames(deployed.channels[channel].providers, settings.channels[channel].providers),
      change: {
        of: "settings",
        with: (settings, _, value) => {
          const all = settings.channels[channel].providers;
          const names = providerNames(all);
          const chosen = isNames(value) ? value.map((name) => all?.[names.indexOf(name)]) : [];
          return withChannel(settings, channel, { providers: chosen });
        },
      },
      effect: providersEffect,
    },
  ];
}

const countries: LivePath = {
  path: "channels.sms.countries",
  entryFault: (entry) =>
    smsCountry.safeParse(entry).success ? undefined : "must be an ISO 3166 country code like US",
  fault: (value) => takes(value, TAKE_BACK),
  read: ({ settings }, entry) => settings.channels.sms.countries.includes(entry),
  change: {
    of: "settings",
    with: (settings, entry) => {
      const { countries: all, spend } = settings.channels.sms;
      const prices = Object.entries(spend.prices).filter(([country]) => country !== entry);
      return withChannel(settings, "sms", {
        countries: all.filter((country) => country !== entry),
        // A price of a country that nothing goes to is a fault of the settings.
        spend: { ...spend, prices: Object.fromEntries(prices) },
      });
    },
  },
  effect: takenAway,
};

export const channelPaths: readonly LivePath[] = [
  ...(Object.keys(SETTLED) as SettledChannel[]).flatMap(pathsOf),
  countries,
];
