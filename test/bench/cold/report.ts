import { differenceInterval, median, quantile, ratioInterval } from "../statistics.ts";

/** What the cold starts of one function took, in milliseconds. */
export interface Starts {
  readonly loaded: number[];
  readonly answered: number[];
  readonly cpu: number[];
}

/** A function, and what it is held against. */
export interface Row extends Starts {
  readonly name: string;
  readonly beside: Starts;
}

/** A table of medians, and of ratios of the CPU times with the interval in which each lies with 95 %. */
export function report(starts: number, rows: readonly Row[]): string {
  const head = ["function", "loaded", "answered", "middle half", "CPU", "least", "CPU to the one beside it"];
  return [
    `\n${starts} cold starts each, in milliseconds. Beside the bare function, or this checkout's beside another's.\n`,
    line(head),
    ...rows.map(({ name, loaded, answered, cpu, beside }) => {
      const half = `[${quantile(answered, 0.25).toFixed(0)}, ${quantile(answered, 0.75).toFixed(0)}]`;
      const [low, high] = ratioInterval(cpu, beside.cpu);
      const ratio = `${(median(cpu) / median(beside.cpu)).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
      return line([
        name,
        ...[loaded, answered].map((all) => median(all).toFixed(0)),
        half,
        median(cpu).toFixed(1),
        Math.min(...cpu).toFixed(1),
        ratio,
      ]);
    }),
  ].join("\n");
}

/**
 * One function beside an older one, whose starts took turns with its own.
 * @param most how many milliseconds longer it should take until the answer
 * @returns slower: whether it takes longer than that beyond doubt, with 95 %; noise is no fault
 */
export function compare(
  name: string,
  now: Starts,
  before: Starts,
  most: number,
): { readonly text: string; readonly slower: boolean } {
  const of = (kind: keyof Starts) => {
    const pairs = now[kind].map((value, round) => value - (before[kind][round] ?? NaN));
    const [low, high] = differenceInterval(pairs);
    const [mine, theirs] = [median(now[kind]), median(before[kind])];
    const change = `${signed(mine - theirs)} ms (${mine.toFixed(1)} after ${theirs.toFixed(1)})`;
    return { low, text: `${change}, in pairs ${signed(median(pairs))} [${signed(low)}, ${signed(high)}]` };
  };
  const [answered, cpu] = [of("answered"), of("cpu")];
  const slower = answered.low > most;
  const verdict = slower ? `: more than ${most} ms slower` : "";
  return { text: `\n${name}\n  answered ${answered.text}${verdict}\n  CPU      ${cpu.text}`, slower };
}

function signed(milliseconds: number): string {
  return `${milliseconds < 0 ? "" : "+"}${milliseconds.toFixed(1)}`;
}

const WIDTHS = [34, 9, 10, 15, 8, 8, 0];

function line(cells: readonly string[]): string {
  return cells.map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0)).join("");
}
