import type { Settings } from "../../settings.ts";
import { byRank, type LivePath, numberRank } from "./live-path.ts";

/** How much each limit lets through. The compiler asks for one that is new. */
const LIMITS: { readonly [Name in keyof Settings["limits"]]: (value: unknown) => number } = {
  recipientPerHour: numberRank,
  recipientPerDay: numberRank,
  originPerHour: numberRank,
  originPaidPerHour: numberRank,
  originWrongPerHour: numberRank,
  originPerRecipientPerDay: numberRank,
  strong: (value) => (value === "always" ? 0 : value === "after-failures" ? 1 : NaN),
  strongAfterFailures: (value) => (value === "off" ? Infinity : numberRank(value)),
  strongForDays: (value) => -numberRank(value),
};

/** What a value of a limit may be is the schema's to say. */
const byTheSchema = () => undefined;

export const limitPaths: readonly LivePath[] = Object.entries(LIMITS).map(([name, rank]) => ({
  path: `limits.${name}`,
  fault: byTheSchema,
  read: ({ settings }) => settings.limits[name as keyof Settings["limits"]],
  change: {
    of: "settings",
    with: (settings, _, value) => ({ ...settings, limits: { ...settings.limits, [name]: value } }),
  },
  effect: byRank(rank),
}));

/** What messages may cost. A price that counts less lets more of them through. */
const SPEND: Readonly<
  Record<Exclude<keyof Settings["channels"]["sms"]["spend"], "prices">, (value: unknown) => number>
> = {
  dailyUsd: numberRank,
  // It is what a call counts and what it may cost at most: less lets more calls through, more lets dearer ones.
  callUsd: () => NaN,
  leastConversion: (value) => -numberRank(value),
};

export const spendPaths: readonly LivePath[] = Object.entries(SPEND).map(([name, rank]) => ({
  path: `channels.sms.spend.${name}`,
  fault: byTheSchema,
  read: ({ settings }) => settings.channels.sms.spend[name as keyof typeof SPEND],
  change: {
    of: "settings",
    with: ({ channels, ...settings }, _, value) => ({
      ...settings,
      channels: {
        ...channels,
        sms: { ...channels.sms, spend: { ...channels.sms.spend, [name]: value } },
      },
    }),
  },
  effect: byRank(rank),
}));
