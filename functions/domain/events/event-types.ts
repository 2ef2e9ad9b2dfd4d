/** What the owner's systems can be told of. The name of a type is for ever: a receiver has it in its code. */
export const EVENT_TYPES = [
  "challenge.approved",
  "challenge.failed",
  "delivery.changed",
  "session.ended",
  "factor.changed",
  "customer.blocked",
  "customer.unblocked",
  "app.suspended",
  "security.not-me",
  "security.factor-locked",
  "security.sends-stopped",
  "test.sent",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The one event that no item makes: it goes to whom an admin tries, whatever that receiver has asked for. */
export const TEST_EVENT = "test.sent" satisfies EventType;

/** The receiver that is the owner's event bus, and no webhook's id. */
export const BUS = "bus";

/** Whether a type is one that a receiver has asked for: by its name, or by its beginning like `security.*`. */
export function isWanted(type: EventType, wanted: readonly string[]): boolean {
  return type === TEST_EVENT || wanted.some((one) => one === type || isBeginningOf(one, type));
}

/** Whether some type is meant by a word of the settings. */
export function meansSomeEvent(word: string): boolean {
  return EVENT_TYPES.some((type) => type !== TEST_EVENT && (word === type || isBeginningOf(word, type)));
}

function isBeginningOf(word: string, type: EventType): boolean {
  return word === "*" || (word.endsWith(".*") && type.startsWith(word.slice(0, -1)));
}
