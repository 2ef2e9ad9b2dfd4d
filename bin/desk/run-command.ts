import { parseArgs } from "node:util";
import type { CallAct, CallAnswer } from "./call.ts";
import { type Command, commandOf, COMMANDS, type CommandValues, OPTIONS } from "./commands.ts";
import { timeZoneOf } from "./command-values.ts";
import { tell } from "./tell.ts";
import { askWholeStory } from "./whole-story.ts";

const USAGE = `What admins do, and ask about persons. CUSTOMER is any address or number of a customer, or your own id.

${COMMANDS.map(({ example }) => `  npm run desk -- ${example}`).join("\n")}

  ... --as address|id       where CUSTOMER could be both
  ... --time-zone Asia/Tokyo  in which times are shown; this machine's without it
  ... --json                what the service answers, for programs
  ... --by anna             who does it, on this machine; your system's name without it
  ... --stage prod          of a deployed stage, with your AWS credentials; else of the service on this machine
  ... --stage prod --url    where the stage is reached, if its stack does not say it

Of admins enrol: --anew, where what was enrolled is lost.
Of settings, countries, networks, apps and admins: --reason "..."; --until 2026-12-01T08:00:00Z, or 30m, 2h, 7d.
Of a reset: --evidence "..."; and of an owner --owner, --leave-out eve@example.com,..., --confirm-untold.
A block, and an end of sessions, leave access tokens that were given before: they are believed offline until they expire.`;

/** What a command prints, and whether it led to what was asked for. */
export interface Printed {
  readonly done: boolean;
  readonly words: string;
}

/**
 * Runs `npm run desk` with these arguments.
 * @param callOf whose acts are called, by the command's options
 * @throws what says why nothing was done: no such command, nothing answers, the role is not enough
 */
export async function runCommand(
  argv: readonly string[],
  callOf: (values: CommandValues) => CallAct | Promise<CallAct>,
): Promise<Printed> {
  const { values, command, args } = readArguments(argv);
  const answer = await answerOf(await callOf(values), command, args, values);
  const words =
    values.json === true
      ? JSON.stringify(answer.body, null, 2)
      : tell(command, { args, values, timeZone: timeZoneOf(values) }, answer);
  return { done: answer.done, words };
}

async function answerOf(
  call: CallAct,
  command: Command,
  args: readonly string[],
  values: CommandValues,
): Promise<CallAnswer> {
  const seen = command.over === undefined ? undefined : await call(command.over, {});
  if (seen?.done === false) return seen;
  const input = command.input(args, values, seen?.body ?? {});
  const isWhole = command.act === "story" && values.json === true && values.before === undefined;
  if (isWhole) return askWholeStory(call, input);
  return command.run ? command.run(call, args, values) : call(command.act, input);
}

function readArguments(argv: readonly string[]) {
  const { values, positionals } = parse(argv);
  const found = commandOf(positionals, values);
  if (!found) throw new Error(USAGE);
  return { values, ...found };
}

function parse(argv: readonly string[]): {
  readonly values: CommandValues;
  readonly positionals: readonly string[];
} {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS });
  } catch {
    throw new Error(USAGE);
  }
}
