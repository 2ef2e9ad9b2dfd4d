/** A puzzle that the client solves by itself. */
interface PowPuzzle {
  readonly use: "pow";
  readonly salt: string;
  /** SHA-256 of `salt.number`, in base64url. */
  readonly challenge: string;
  /** The number is below it. */
  readonly cost: number;
}

/** A widget of Cloudflare Turnstile: its script is your page's to load. */
export interface TurnstilePuzzle {
  readonly use: "turnstile";
  readonly siteKey: string;
  /** What the widget has to be told as its `action`. */
  readonly action: string;
}

/** What the service wants solved before a network that has asked for much may ask for more. */
export type Puzzle = PowPuzzle | TurnstilePuzzle;

/** Has your page's widget make a token; `undefined` where it makes none. */
export type SolveBotCheck = (puzzle: TurnstilePuzzle, signal?: AbortSignal) => Promise<string | undefined>;

/**
 * @param solveWidget what solves a puzzle that takes a script of others
 * @returns what the next request shows; undefined for what is no puzzle, or has no solution
 */
export async function solveAny(
  puzzle: unknown,
  solveWidget: SolveBotCheck | undefined,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if ((puzzle as Partial<Puzzle> | undefined)?.use !== "turnstile") return solvePuzzle(puzzle, signal);
  try {
    return await solveWidget?.(puzzle as TurnstilePuzzle, signal);
  } catch {
    // The refusal stands, and is told as one.
    return undefined;
  }
}

/** Numbers that are tried at once: the rest of the program runs between. */
const BATCH = 500;

/** @returns `salt.number`; undefined for what is no such puzzle, or has no solution, and where the call was ended */
export async function solvePuzzle(puzzle: unknown, signal?: AbortSignal): Promise<string | undefined> {
  // A page that came by plain HTTP has no SHA-256 of its own.
  const { subtle } = globalThis.crypto as Partial<typeof globalThis.crypto>;
  if (!isPuzzle(puzzle) || !subtle) return undefined;
  const text = new TextEncoder();
  const base64 = puzzle.challenge.replaceAll("-", "+").replaceAll("_", "/");
  const solves = async (solution: string) => {
    const hash = new Uint8Array(await subtle.digest("SHA-256", text.encode(solution)));
    return btoa(String.fromCharCode(...hash)).startsWith(base64) ? solution : undefined;
  };
  for (let from = 0; from < puzzle.cost && signal?.aborted !== true; from += BATCH) {
    const tried = Array.from({ length: BATCH }, (_, index) => solves(`${puzzle.salt}.${from + index}`));
    const solution = (await Promise.all(tried)).find((one) => one !== undefined);
    if (solution !== undefined) return solution;
  }
  return undefined;
}

/** A proxy may have written it. */
function isPuzzle(value: unknown): value is PowPuzzle {
  const { use, salt, challenge, cost } = (value ?? {}) as Partial<Record<keyof PowPuzzle, unknown>>;
  return (
    use === "pow" &&
    typeof salt === "string" &&
    typeof challenge === "string" &&
    challenge.length === 43 &&
    typeof cost === "number"
  );
}
