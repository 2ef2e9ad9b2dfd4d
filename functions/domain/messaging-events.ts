/**
 * Events of AWS End User Messaging that say that a message has arrived.
 * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html
 */
export const ARRIVED: ReadonlySet<string> = new Set([
  "TEXT_DELIVERED",
  // Played to the end, to a person or to an answering machine.
  "VOICE_COMPLETED",
]);

/**
 * Events that say that it has not. `TEXT_PROTECT_BLOCKED` is the owner's own wish. `TEXT_UNKNOWN` is not among them: AWS
 * also says so after 72 hours in which no carrier answered.
 */
export const NOT_ARRIVED: ReadonlySet<string> = new Set([
  "TEXT_BLOCKED",
  "TEXT_CARRIER_BLOCKED",
  "TEXT_CARRIER_UNREACHABLE",
  "TEXT_INVALID",
  "TEXT_INVALID_MESSAGE",
  "TEXT_PROTECT_BLOCKED",
  "TEXT_SPAM",
  "TEXT_TTL_EXPIRED",
  "TEXT_UNREACHABLE",
  "VOICE_BUSY",
  "VOICE_FAILED",
  "VOICE_NO_ANSWER",
  "VOICE_TTL_EXPIRED",
]);

/** What the stage's configuration set reports; other events, like that a carrier took an SMS, say nothing new. */
export const MESSAGING_EVENTS: readonly string[] = [...ARRIVED, ...NOT_ARRIVED];
