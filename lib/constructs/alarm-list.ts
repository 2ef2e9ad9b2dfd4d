import { ComparisonOperator, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { type Channel, isPriced } from "../../functions/domain/channel.ts";
import {
  callsApps,
  callsWebhooks,
  enabledChannels,
  hasDeskPages,
  takesLiveChanges,
  tellsEvents,
} from "../../functions/settings.ts";
import { readsReceipts } from "../sends-through.ts";
import type { StageConfig } from "../stage-config.ts";
import { EVENTS_FAILED } from "./events-failed.ts";
import { RECEIPTS_FAILED } from "./receipts-failed.ts";
import { OUTBOUND_FAILED } from "./outbound-failed.ts";
import { accountMetric, conversion, math, type StageMetrics, STREAM_HANDLERS } from "./metrics.ts";

/** What an alarm may look at. The last two are made elsewhere, and brought to the alarms once they are there. */
export interface Watched {
  readonly config: StageConfig;
  readonly metrics: StageMetrics;
  /** How often API Gateway itself answered 429. */
  readonly throttledRequests?: IMetric;
  /** How often AWS refused what the stage says about the account's SMS. */
  readonly smsAccountRefusals?: IMetric;
}

/** The wings whose nested stacks have alarms: of the books, which every stage has, and of the desk. */
export type AlarmWing = "money" | "desk";

/** One row of the list: one alarm, or one for each channel or function that it watches. */
export interface AlarmRow {
  /** Of the alarm, and of its section in docs/operations.md. */
  readonly name: string;
  /** What it means. */
  readonly meaning: string;
  /** What to do first. */
  readonly todo: string;
  /** By what follows the name, which may be nothing. */
  readonly watch: (watched: Watched) => Readonly<Record<string, IMetric | undefined>>;
  /** In the metric's unit. */
  readonly threshold: number | ((config: StageConfig) => number);
  /** @default above the threshold */
  readonly comparison?: ComparisonOperator;
  /** How many periods in a row have to be over the threshold. @default 1 */
  readonly periods?: number;
  /** Stands in the nested stack of a wing: the service stack has no room for what only some stages watch. */
  readonly wing?: AlarmWing;
}

/** How much of a month's or a day's ceiling may be spent before the owner is told. */
const SPEND_WARNING = 0.8;

/**
 * Every alarm of a stage, in the order of docs/operations.md. Each costs 0.10 USD a month for each metric that it looks
 * at, after the first ten of the account: those of one stage look at 36, and at six more beside a desk with pages. With a canary, each function has one more alarm,
 * {@link FAILING}.
 */
export const ALARMS = [
  {
    name: "api-errors",
    meaning: "Of the API's answers in 5 minutes, 5 or more and more than 5 % were errors of ours (5xx).",
    todo: "Look for the fault in the functions' logs; after a deployment, take it back.",
    watch: ({ metrics }) => ({
      "": math(
        "IF(errors >= 5, 100 * errors / requests, 0)",
        {
          errors: metrics.api("5XXError", { statistic: "Sum" }),
          requests: metrics.api("Count", { statistic: "Sum" }),
        },
        5,
        "answers 5xx in percent",
      ),
    }),
    threshold: 5,
  },
  {
    name: "api-latency",
    meaning: "For 15 minutes, one answer in a hundred took longer than 3 seconds.",
    todo: "See whether DynamoDB, Secrets Manager or cold starts take the time.",
    watch: ({ metrics }) => ({
      // A single cold start in a quiet hour is a hundredth of nothing.
      "": math(
        "IF(requests >= 20, latency, 0)",
        {
          latency: metrics.api("Latency", { statistic: "p99" }),
          requests: metrics.api("Count", { statistic: "Sum" }),
        },
        5,
        "p99 in milliseconds",
      ),
    }),
    threshold: 3000,
    periods: 3,
  },
  {
    name: "api-throttled",
    meaning:
      "API Gateway turned away more than 100 requests in 5 minutes (429), before they reached a function.",
    todo: "Find out whether it is an attack or success; then block networks, or raise throttle in cdk.json.",
    watch: ({ throttledRequests }) => ({ "": throttledRequests }),
    threshold: 100,
  },
  {
    name: "functions-throttled",
    meaning:
      "More than 10 calls of functions in 5 minutes found no room. It counts all functions of the account in this region, which share one limit.",
    todo: "Find the function; raise its reservedConcurrency, or the account's quota of concurrent executions.",
    watch: () => ({ "": accountMetric("AWS/Lambda", "Throttles", { statistic: "Sum" }) }),
    threshold: 10,
  },
  {
    name: "stream-late",
    meaning:
      "For 3 minutes, dispatch was more than a minute behind the table's stream: codes wait, and failures are not cleared.",
    todo: "Look for the fault in the consumer's log; one record may hold up those behind it.",
    watch: ({ metrics }) => ({ dispatch: iteratorAge(metrics, "dispatch") }),
    threshold: 60_000,
    periods: 3,
  },
  {
    name: "books-late",
    meaning:
      "For 3 minutes, bookkeep was more than five minutes behind the table's stream: statistics and stops of countries come late.",
    todo: "Look for the fault in its log; one record may hold up those behind it.",
    watch: ({ metrics }) => ({ "": iteratorAge(metrics, "bookkeep") }),
    // It waits for a minute by itself.
    threshold: 300_000,
    periods: 3,
  },
  {
    name: "stream-failed",
    meaning:
      "A consumer of the table's stream gave up on records; where they were in the stream is kept 14 days.",
    todo: "Mend the cause, repeat what the records asked for, empty the queue.",
    watch: ({ metrics }) => each(STREAM_HANDLERS, (handler) => messages(metrics, `${handler}-failed`)),
    threshold: 0,
  },
  {
    name: "sends-late",
    meaning:
      "Codes were not sent: the table's stream brought their orders when too little of the codes' life was left.",
    todo: "Find out why the stream is late, or was. Nothing to repeat: people ask again.",
    watch: ({ metrics }) => ({ "": metrics.own("LateSends", { statistic: "Sum" }) }),
    threshold: 0,
  },
  {
    name: "provider-account",
    meaning:
      "A provider refused your account with it, not a message: it is paused, unpaid, out of quota, not verified, or not set up for what it was asked for. The next provider of the channel was asked; where there is none, codes wait and then fail.",
    todo: 'Run the saved query "which provider account is refused", and mend the account with that provider.',
    watch: ({ metrics }) => ({ "": metrics.own("AccountFaults", { statistic: "Sum" }) }),
    threshold: 0,
  },
  {
    name: "logouts-refused",
    meaning:
      "The server of an app refused to be told that a session is over, or its address leads to no place of the internet: people who sign out here may stay signed in there.",
    todo: 'Run the saved query "which app refuses sign-outs", and tell the app\'s owner, or mend backchannelLogoutUri.',
    watch: ({ metrics, config: { settings } }) =>
      callsApps(settings) ? { "": metrics.own("RefusedLogouts", { statistic: "Sum" }) } : {},
    threshold: 0,
  },
  {
    name: "logouts-failed",
    meaning:
      "The server of an app did not answer for four hours: it does not know of sessions that are over.",
    todo: "Look for the reasons in the log of outbound; when the app is back, redrive the dead letters.",
    watch: ({ metrics, config: { settings } }) =>
      callsApps(settings) ? { "": messages(metrics, OUTBOUND_FAILED) } : {},
    threshold: 0,
  },
  {
    name: "receivers-gone",
    meaning:
      "A receiver of events answered that it is gone (410): it is told nothing for a day, and then asked again.",
    todo: 'Run the saved query "which receiver does not take events"; take it out of events.webhooks, or mend it and have it told what it missed.',
    watch: ({ metrics, config: { settings } }) =>
      callsWebhooks(settings) ? { "": metrics.own("GoneReceivers", { statistic: "Sum" }) } : {},
    threshold: 0,
    wing: "money",
  },
  {
    name: "events-failed",
    meaning:
      "A system of yours did not take events, six times in nearly nine hours: it does not know of them.",
    todo: 'Run the saved query "which receiver does not take events", mend it, then redrive the dead letters.',
    watch: ({ metrics, config: { settings } }) =>
      tellsEvents(settings) ? { "": messages(metrics, EVENTS_FAILED) } : {},
    threshold: 0,
    wing: "money",
  },
  {
    name: "receipts-failed",
    meaning: "Reports of what became of messages could not be written down: bounces may go unnoticed.",
    todo: "Look for the fault in the log of record-receipt, mend it, then redrive the dead letters.",
    watch: ({ metrics, config }) => (readsReceipts(config) ? { "": messages(metrics, RECEIPTS_FAILED) } : {}),
    threshold: 0,
  },
  {
    name: "delivery-slow",
    meaning:
      "For 10 minutes, one message in twenty of 10 or more was accepted by its provider later than 30 seconds after somebody asked for it.",
    todo: "Look at the reasons in the delivery function's log, and at the provider's own status.",
    watch: ({ metrics, config }) =>
      each(enabledChannels(config.settings), (channel) =>
        math(
          "IF(sends >= 10, age, 0)",
          {
            age: metrics.own("DeliveryAge", { statistic: "p95", channel }),
            sends: metrics.own("Sends", { statistic: "Sum", channel }),
          },
          5,
          "p95 in seconds",
        ),
      ),
    threshold: 30,
    periods: 2,
  },
  {
    name: "undelivered",
    meaning: "Codes were not delivered in time: their orders lie with the channel's dead letters.",
    todo: "Look at the reasons in the delivery function's log. Do not redrive: the codes have expired.",
    watch: ({ metrics, config }) =>
      each(enabledChannels(config.settings), (channel) => messages(metrics, `${channel}-undelivered`)),
    threshold: 0,
  },
  {
    name: "conversion-low",
    meaning:
      "For half an hour, of 20 or more codes each quarter fewer than 40 % were entered: they do not arrive, or nobody wants them.",
    todo: "Split it by country. One country that is new or large is fraud: take it off channels.sms.countries.",
    watch: ({ metrics, config }) =>
      each(enabledChannels(config.settings), (channel) =>
        conversion(
          metrics,
          { channel },
          { minutes: 15, least: 20, label: "approvals in percent of requests" },
        ),
      ),
    threshold: 40,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    periods: 2,
  },
  {
    name: "wrong-codes",
    meaning:
      "For half an hour, of 20 or more codes that were asked for each quarter, more than 60 in a hundred were typed wrong: codes are guessed at.",
    todo: 'Run the saved query "who is attacking: networks", and block them; no user is locked out meanwhile.',
    watch: ({ metrics }) => ({
      "": shareOfRequests(metrics, "WrongCodes", "wrong codes in percent of requests"),
    }),
    threshold: 60,
    periods: 2,
  },
  {
    name: "strong-codes",
    meaning:
      "For half an hour, of 20 or more codes that were asked for each quarter, more than a tenth were long, because recipients' or networks' codes had been guessed at.",
    todo: 'Run the saved query "who is attacking: networks", and block them; people type 13 characters meanwhile.',
    watch: ({ metrics, config: { settings } }) =>
      settings.limits.strong === "always" || settings.limits.strongAfterFailures === "off"
        ? {}
        : { "": shareOfRequests(metrics, "StrongCodes", "long codes in percent of requests") },
    threshold: 10,
    periods: 2,
  },
  {
    name: "networks-refused",
    meaning:
      "In 15 minutes more than 100 sends were refused because their network had asked for too many in the hour.",
    todo: 'Run the saved query "who is attacking: networks": many are an attack, one may be an office of yours.',
    watch: ({ metrics }) => ({ "": metrics.own("NetworkRefusals", { statistic: "Sum", minutes: 15 }) }),
    threshold: 100,
  },
  {
    name: "day-spend",
    meaning:
      "Messages that have a price have used more than 80 % of what some of their callers may make this day cost: of two thirds of the ceiling, or of half of it for numbers that are not proven. Beyond that they are sent none until midnight UTC, and the pages offer e-mail.",
    todo: "See in the dashboard which country it is. If it is growth, raise channels.sms.spend.dailyUsd; if it is an attack, take the country off channels.sms.countries.",
    watch: ({ metrics, config: { settings } }) =>
      enabledChannels(settings).some(isPriced)
        ? { "": metrics.own("SpentPercent", { statistic: "Maximum" }) }
        : {},
    threshold: 100 * SPEND_WARNING,
  },
  {
    name: "sms-stopped",
    meaning:
      "Of 20 or more SMS to numbers that are not proven, in one country or one block of numbers, too few led to a right code: for an hour such numbers there are sent none.",
    todo: "Read in the log of bookkeep what was stopped. A whole country: take it off channels.sms.countries, unless messages do not arrive there.",
    watch: ({ metrics, config: { settings } }) =>
      enabledChannels(settings).some(isPriced) ? { "": metrics.own("Stops", { statistic: "Sum" }) } : {},
    threshold: 0,
  },
  {
    name: "live-misfit",
    meaning:
      "A change that an admin made live does not fit what is deployed: it is left out, and the others hold. Nothing is open by that which the deployed settings close.",
    todo: "Read in the log which path it is, and take the change back, or make it again over what is deployed now.",
    watch: ({ metrics, config: { settings } }) =>
      takesLiveChanges(settings) ? { "": metrics.own("LiveMisfits", { statistic: "Maximum" }) } : {},
    threshold: 0,
    wing: "money",
  },
  {
    name: "desk-wrong-codes",
    meaning:
      "In 15 minutes more than 10 wrong codes were typed at the sign-in to the desk: admins' codes are guessed at, or strangers try what the desk is.",
    todo: 'Run the saved query "who is attacking: networks", and deny them: npm run desk -- networks deny. Nobody is in: the second factor is asked for after it.',
    watch: ({ metrics, config: { settings } }) =>
      hasDeskPages(settings) ? { "": metrics.own("DeskWrongCodes", { statistic: "Sum", minutes: 15 }) } : {},
    threshold: 10,
    wing: "desk",
  },
  {
    name: "desk-wrong-factors",
    meaning:
      "In an hour more than 5 wrong second factors were typed at the desk, each after a right code of the message: somebody may have an admin's mailbox.",
    todo: "Read in the log of desk-sign-in whose sign-in it is, and ask that admin by another way. Was it not them: suspend them (npm run desk -- admins suspend), and have the mailbox closed.",
    watch: ({ metrics, config: { settings } }) =>
      hasDeskPages(settings)
        ? { "": metrics.own("DeskWrongFactors", { statistic: "Sum", minutes: 60 }) }
        : {},
    threshold: 5,
    wing: "desk",
  },
  {
    name: "desk-refusals",
    meaning:
      "In 15 minutes the desk refused more than 10 acts or questions of callers who may not do them: a role that is too low, somebody who is no admin, or is suspended.",
    todo: "Read who it is in the lines with the event desk and the outcome forbidden, not-listed or suspended. Take the AWS credentials away, or suspend the admin, if it was not them.",
    watch: ({ metrics, config: { settings } }) =>
      settings.desk ? { "": metrics.own("DeskRefusals", { statistic: "Sum", minutes: 15 }) } : {},
    threshold: 10,
    wing: "desk",
  },
  {
    name: "desk-acts-broken",
    meaning:
      "An act of the desk began and did not come to its end: in the audit it is begun and not done, and what it was to do may be half done.",
    todo: "See which: npm run desk -- audit. Where it is not done, do it again, which does what is left.",
    // A call that ends before its time counts nothing itself: Lambda does.
    watch: ({ metrics, config: { settings } }) =>
      settings.desk
        ? {
            "": metrics.own("BrokenActs", { statistic: "Sum" }),
            ...each(["desk-act", "desk-forget"], (name) =>
              metrics.function("Errors", name, { statistic: "Sum" }),
            ),
          }
        : {},
    threshold: 0,
    wing: "desk",
  },
  {
    name: "sms-spend",
    meaning: "Texts have cost more than 80 % of this month's ceiling. At the ceiling, SNS sends none.",
    todo: "If it is growth, raise smsAccount.monthlySpendUsd; if one country is most of it, take that off.",
    watch: ({ config: { smsAccount, settings } }) =>
      smsAccount && settings.channels.sms.enabled
        ? { "": accountMetric("AWS/SNS", "SMSMonthToDateSpentUSD", { statistic: "Maximum", minutes: 60 }) }
        : {},
    threshold: ({ smsAccount }) => SPEND_WARNING * (smsAccount?.monthlySpendUsd ?? 0),
  },
  {
    name: "sms-account-refused",
    meaning: "AWS refused what smsAccount says, and what was set before holds instead.",
    todo: "Read SmsAccountRefused among the service stack's outputs; it says what to do.",
    watch: ({ smsAccountRefusals }) => ({ "": smsAccountRefusals }),
    threshold: 0,
  },
  {
    name: "email-bounces",
    meaning:
      "More than 4 % of the account's e-mails bounced. At 5 % SES reviews the account, at 10 % it may stop it.",
    todo: "See who asks for codes to addresses that do not exist, and stop them.",
    watch: () => ({ "": reputation("Reputation.BounceRate") }),
    threshold: 0.04,
  },
  {
    name: "email-complaints",
    meaning:
      "More than 0.08 % of the account's e-mails were called spam. At 0.1 % SES reviews the account, at 0.5 % it may stop it.",
    todo: "See who asks for codes to other people's addresses, and stop them.",
    watch: () => ({ "": reputation("Reputation.ComplaintRate") }),
    threshold: 0.0008,
  },
  {
    name: "rotation-failed",
    meaning: "A key was not replaced when it was time. The old keys serve on; nobody is signed out.",
    todo: "Read the function's log, mend the cause, and run the rotation again.",
    watch: ({ metrics }) => ({ "": metrics.function("Errors", "rotate-secrets", { statistic: "Sum" }) }),
    threshold: 0,
  },
] as const satisfies readonly AlarmRow[];

export type AlarmName = (typeof ALARMS)[number]["name"];

/** Of a hundred calls in one minute, how many have to fail before a new version is taken back. */
export const FAILING_PERCENT = 1;

/** What the alarm of each function says that a canary guards; the canary makes it, for it has to be there before. */
export const FAILING = {
  name: "failing",
  meaning: `At least ${FAILING_PERCENT} % of a function's calls failed within a minute. A deployment that is under way is taken back, and none gets through while this alarm is on.`,
  todo: 'See the function\'s log for lines with the message "fault". To deploy the remedy, set canary to false in cdk.json for that one time.',
} as const satisfies Pick<AlarmRow, "name" | "meaning" | "todo">;

/** What an operator reads who is called by an alarm. */
export function alarmText({ name, meaning, todo }: Pick<AlarmRow, "name" | "meaning" | "todo">): string {
  return `${meaning} What to do: ${todo} Runbook: docs/operations.md#${name}`;
}

function each<N extends string>(
  names: readonly N[],
  metricOf: (name: N) => IMetric,
): Readonly<Record<string, IMetric>> {
  return Object.fromEntries(names.map((name) => [name, metricOf(name)]));
}

function iteratorAge(metrics: StageMetrics, handler: (typeof STREAM_HANDLERS)[number]): IMetric {
  return metrics.function("IteratorAge", handler, { statistic: "Maximum", minutes: 1 });
}

function messages(
  metrics: StageMetrics,
  queue: `${Channel | (typeof STREAM_HANDLERS)[number]}-${string}` | typeof EVENTS_FAILED,
) {
  return metrics.queue("ApproximateNumberOfMessagesVisible", queue, { statistic: "Maximum" });
}

/** How many of this there were for a hundred codes that were asked for, in a quarter of an hour with twenty of them. */
function shareOfRequests(metrics: StageMetrics, name: "WrongCodes" | "StrongCodes", label: string): IMetric {
  const options = { statistic: "Sum", minutes: 15 } as const;
  return math(
    "IF(requests >= 20, 100 * FILL(counted, 0) / requests, 0)",
    { requests: metrics.own("Requests", options), counted: metrics.own(name, options) },
    15,
    label,
  );
}

function reputation(name: string): IMetric {
  return accountMetric("AWS/SES", name, { statistic: "Average", minutes: 60 });
}
