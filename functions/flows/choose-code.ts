import { isAlwaysStrong, KNOWN_LIMITS, type Lane } from "../domain/lane.ts";
import { type CodeFormat, type CodeShape, STRONG_CODE } from "../domain/typed/code-shape.ts";
import { digitsUntil, MAX_FAILURES } from "../settings/guesses.ts";
import type { Settings } from "../settings.ts";

/** Digits for a client that takes nothing else: the most that an id has room for. */
const MOST_DIGITS: CodeShape = { format: "digits", length: 10 };

/** Who asks for a code. */
export interface CodeChoice {
  /** What the client's field for the code takes. */
  readonly formats: readonly CodeFormat[];
  /** A test recipient has the digits of the settings. */
  readonly test: boolean;
}

/** What was guessed before a code is asked for. */
export interface Guessed {
  readonly lane: Lane;
  /** The wrong guesses that count there. */
  readonly failures: number;
  /** Whether too many were made at codes of the network that asks. */
  readonly networkGuesses: boolean;
}

/**
 * What the code of a new challenge looks like: short digits, or one that cannot be guessed where guessing has happened.
 * So an attacker can make a code longer, and lock no person out.
 */
export function chooseCode(
  { passcode, limits }: Settings,
  { formats, test }: CodeChoice,
  { lane, failures, networkGuesses }: Guessed,
): CodeShape {
  const strong = isAlwaysStrong(lane) ? "always" : limits.strong;
  const strongAfterFailures =
    lane === "strangers" || limits.strongAfterFailures === "off"
      ? limits.strongAfterFailures
      : KNOWN_LIMITS.strongAfterFailures;
  const guessed = strongAfterFailures !== "off" && (failures >= strongAfterFailures || networkGuesses);
  if (test || (strong !== "always" && !guessed)) return { format: "digits", length: passcode.length };
  return becomesStrong(limits, formats) ? STRONG_CODE : MOST_DIGITS;
}

/** The wrong guesses from which on everybody's ledger sends no further code; undefined where it is one that cannot be guessed. */
export function stopsAt({ passcode, limits }: Settings, { formats, test }: CodeChoice): number | undefined {
  if (test) return MAX_FAILURES;
  return becomesStrong(limits, formats) ? undefined : digitsUntil(passcode, limits);
}

/** The same for a lane that an approval opened. Who is refused there may still ask as a stranger. */
export function laneStopsAt({ limits }: Settings, { formats }: CodeChoice): number | undefined {
  return becomesStrong(limits, formats) ? undefined : KNOWN_LIMITS.strongAfterFailures;
}

function becomesStrong({ strong, strongAfterFailures }: Settings["limits"], formats: readonly CodeFormat[]) {
  return (strong === "always" || strongAfterFailures !== "off") && formats.includes("base32");
}
