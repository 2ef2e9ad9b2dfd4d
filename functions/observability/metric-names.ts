/** The namespace of the service's own metrics in CloudWatch. */
export const METRIC_NAMESPACE = "Latchkey";

/** The message of a log line that says what AWS refused of the account's settings for SMS; an alarm counts them. */
export const SMS_ACCOUNT_REFUSED = "sms-account-refused";

/**
 * The combinations of dimensions that a metric is kept under, by the finest one. CloudWatch adds nothing up across
 * dimensions, so each sum that the owner wants to see is kept of its own. A set whose value is unknown is left out:
 * e-mail has no country, and a second series with the same numbers would cost as much as the first.
 */
export const DIMENSION_SETS = {
  stage: [["stage"]],
  channel: [["stage"], ["stage", "channel"]],
  country: [["stage"], ["stage", "channel"], ["stage", "channel", "country"]],
} as const;

interface MetricDefinition {
  readonly unit: "Count" | "Seconds" | "Milliseconds" | "Percent";
  readonly by: keyof typeof DIMENSION_SETS;
  /** In words, for the reader of its graph. */
  readonly meaning: string;
}

/**
 * Every metric that the functions write and that dashboard and alarms read.
 *
 * CloudWatch charges each combination of name and dimensions that gets a value, 0.30 USD a month, by the hour: an idle
 * stage pays nothing. With both channels and SMS to C countries there are 4 x (3 + C) + 3 x 3 + 15 = 36 + 4 C series:
 * 48 with the default three countries, 14.40 USD for a month in which each got a value in every hour. `StrongCodes`,
 * `NetworkRefusals`, `LateSends`, `AccountFaults`, `RefusedLogouts`, `GoneReceivers`, `Stops` and `LiveMisfits`, eight of
 * them, and the four of the desk get values only when something is wrong.
 */
export const METRICS = {
  Requests: {
    unit: "Count",
    by: "country",
    meaning:
      "codes that somebody asked for and may be approved; a repeat with one Idempotency-Key counts again",
  },
  Sends: { unit: "Count", by: "country", meaning: "messages that a provider accepted, resends included" },
  Approvals: { unit: "Count", by: "country", meaning: "right codes" },
  WrongCodes: { unit: "Count", by: "country", meaning: "wrong codes" },
  Locks: { unit: "Count", by: "channel", meaning: "challenges whose last attempt was a wrong code" },
  StrongCodes: {
    unit: "Count",
    by: "stage",
    meaning:
      "codes beyond guessing that were asked for, because codes of the recipient or the network were guessed at",
  },
  NetworkRefusals: {
    unit: "Count",
    by: "stage",
    meaning: "sends that were refused because their network had asked for too many in the hour",
  },
  LateSends: {
    unit: "Count",
    by: "stage",
    meaning: "messages that were given up because the stream brought their orders too late for the code",
  },
  AccountFaults: {
    unit: "Count",
    by: "stage",
    meaning:
      "times that a provider refused the owner's account rather than a message: paused, unpaid, not verified, not set up",
  },
  RefusedLogouts: {
    unit: "Count",
    by: "stage",
    meaning: "times that an app's server refused to be told that a session is over",
  },
  GoneReceivers: {
    unit: "Count",
    by: "stage",
    meaning: "times that a receiver of events said that it is gone, and is told nothing for a day",
  },
  SpentPercent: {
    unit: "Percent",
    by: "stage",
    meaning:
      "how much of what its caller may make the day cost is used after each message that has a price; 100 for one that was refused",
  },
  Stops: {
    unit: "Count",
    by: "stage",
    meaning: "times that a country or a block of numbers was stopped, since too few SMS led to a right code",
  },
  LiveMisfits: {
    unit: "Count",
    by: "stage",
    meaning:
      "changes that were made live and do not fit what is deployed, each time that a function reads them: they do not hold",
  },
  DeskWrongCodes: {
    unit: "Count",
    by: "stage",
    meaning: "wrong codes at the sign-in to the desk, also for addresses that are no admin's",
  },
  DeskWrongFactors: {
    unit: "Count",
    by: "stage",
    meaning: "wrong second factors and enrolment codes at the desk, each after a right code of the message",
  },
  DeskRefusals: {
    unit: "Count",
    by: "stage",
    meaning: "acts and questions of the desk that were refused, because who asked for them may not do them",
  },
  BrokenActs: {
    unit: "Count",
    by: "stage",
    meaning:
      "acts of the desk that began and broke off: in the audit they stay begun until they are repeated",
  },
  FailedSends: { unit: "Count", by: "channel", meaning: "messages that a provider refused for good" },
  DeliveryAge: {
    unit: "Seconds",
    by: "channel",
    meaning: "from asking for a message until a provider accepted it, in whole seconds",
  },
  Latency: { unit: "Milliseconds", by: "stage", meaning: "how long the functions behind the API worked" },
  Errors: { unit: "Count", by: "stage", meaning: "faults of any function; each has a line in its log" },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRICS;
