/** After how many seconds an event is told again that was not taken: six tries in nearly nine hours. */
export const EVENT_RETRY_SECONDS = [30, 300, 1800, 7200, 21_600] as const;

/** How often an event is told a receiver that does not take it. Then it lies with the dead letters. */
export const EVENT_TRIES = EVENT_RETRY_SECONDS.length + 1;
