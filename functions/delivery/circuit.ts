import type { Clock } from "../domain/ambient.ts";
import type { Provider } from "./port.ts";

/** Passing faults in a row after which a provider is left alone... */
const FAULTS = 5;

/** ...for this long, in seconds: less than a queue's visibility, so that a message's next try asks it again. */
const OPEN_SECONDS = 20;

/**
 * Leaves a provider alone for a while after repeated passing faults, so that no send waits for it and the next provider
 * is asked at once. Then a single send tries it: whether that one works decides for all. Each process has its own view,
 * as each process has its own connections.
 */
export function withCircuit(provider: Provider, clock: Clock): Provider {
  let faults = 0;
  let openUntil = -Infinity;
  let trying = false;
  return {
    ...provider,
    async send(message) {
      const tripped = faults >= FAULTS;
      if (tripped && (trying || clock() < openUntil))
        return { kind: "failed", fault: "moment", reason: "circuit-open" };
      trying = tripped;
      try {
        const result = await provider.send(message);
        // What is refused to the account is refused at once, and perhaps for this country alone: no send waits for it.
        const faulty = result.kind === "failed" && result.fault === "moment";
        faults = faulty ? faults + 1 : 0;
        if (faults >= FAULTS) openUntil = clock() + OPEN_SECONDS;
        return result;
      } finally {
        if (tripped) trying = false;
      }
    },
  };
}
