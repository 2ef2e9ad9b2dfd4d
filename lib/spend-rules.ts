import { isPriced, traitsOf } from "../functions/domain/channel.ts";
import { MICRO_USD, priceIn } from "../functions/domain/prices/price-list.ts";
import { SMS_PRICES } from "../functions/domain/prices/sms.ts";
import { enabledChannels } from "../functions/settings.ts";
import { fault, type StageFault } from "./stage-faults.ts";
import type { Stage } from "./stage-rules.ts";
import type { StageConfig } from "./stage-schema.ts";

/** Messages that cost money in production, without a word of their owner's on how much. */
export function unsaidSpend({ name, config, written }: Stage): StageFault[] {
  if (name !== "prod" || !enabledChannels(config.settings).some(isPriced) || saysSpend(written)) return [];
  return [
    fault(
      "settings.channels.sms.spend",
      'prod sends SMS or makes calls: say what they may cost in a day, like {"dailyUsd": 50}, or set enabled to false in settings.channels.sms and settings.channels.voice',
    ),
  ];
}

/** A ceiling that would not pay for a single SMS, or call, to some country that they go to. */
export function spendFaults({ settings: { channels } }: StageConfig): StageFault[] {
  const { countries, spend } = channels.sms;
  const { "ucs-2": parts = 1 } = traitsOf("sms").mostSegments ?? {};
  const dearest = Math.max(0, ...countries.map((country) => priceIn(SMS_PRICES, country, spend.prices)));
  const sms = channels.sms.enabled ? (parts * dearest) / MICRO_USD : 0;
  const call = channels.voice.enabled ? spend.callUsd : 0;
  // Numbers that are not proven yet have half of it.
  const least = 2 * Math.max(sms, call);
  const words = `must be ${least.toFixed(2)} at least, or no new user in some country of channels.sms.countries is ever sent ${sms >= call ? "an SMS" : "a call"}`;
  return spend.dailyUsd >= least ? [] : [fault("settings.channels.sms.spend.dailyUsd", words)];
}

/** Calls that may cost more than what is counted for each: two minutes at most are. */
export function callPriceFaults({ settings: { channels } }: StageConfig): StageFault[] {
  const { enabled, providers = [] } = channels.voice;
  const { callUsd } = channels.sms.spend;
  if (!enabled) return [];
  return providers.flatMap((options, index) =>
    "maxPricePerMinuteUsd" in options && 2 * (options.maxPricePerMinuteUsd ?? 0) > callUsd
      ? [
          fault(
            `settings.channels.voice.providers.${index}.maxPricePerMinuteUsd`,
            "must be half of channels.sms.spend.callUsd at most, which is what a call counts, or the day's ceiling is passed",
          ),
        ]
      : [],
  );
}

/** Whether the owner said what a day may cost. */
function saysSpend(written: unknown): boolean {
  const spend = ["settings", "channels", "sms", "spend", "dailyUsd"].reduce<unknown>(
    (found, name) =>
      typeof found === "object" && found !== null ? (found as Record<string, unknown>)[name] : undefined,
    written,
  );
  return spend !== undefined;
}
