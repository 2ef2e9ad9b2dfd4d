/** Where events lie that a receiver did not take. */
export const EVENTS_FAILED = "events-failed";
