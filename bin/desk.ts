import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { callLocally, callStage } from "./desk/call.ts";
import { commandOf, COMMANDS, OPTIONS, type CommandValues } from "./desk/commands.ts";
import { timeZoneOf } from "./desk/command-values.ts";
import { tell } from "./desk/tell.ts";
import { wholeStory } from "./desk/whole-story.ts";

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

try {
  const { values, command, args } = readArguments();
  const stage = typeof values.stage === "string" ? values.stage : undefined;
  const url = typeof values.url === "string" ? values.url : undefined;
  const said = typeof values.by === "string" ? values.by : userInfo().username;
  const call = stage === undefined ? callLocally(said) : await callStage(stage, url);
  const seen = command.over === undefined ? undefined : await call(command.over, {});
  const input = command.input(args, values, seen?.body ?? {});
  const isWhole = command.act === "story" && values.json === true && values.before === undefined;
  const answer =
    seen?.done === false
      ? seen
      : isWhole
        ? await wholeStory(call, input)
        : await (command.run?.(call, args, values) ?? call(command.act, input));
  const words =
    values.json === true
      ? JSON.stringify(answer.body, null, 2)
      : tell(command, { args, values, timeZone: timeZoneOf(values) }, answer);
  if (answer.done) console.log(words);
  else fail(words);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

function fail(words: string): void {
  console.error(words);
  process.exitCode = 1;
}

function readArguments() {
  const { values, positionals } = parse();
  const found = commandOf(positionals, values);
  if (!found) throw new Error(USAGE);
  return { values, ...found };
}

function parse(): { readonly values: CommandValues; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch {
    throw new Error(USAGE);
  }
}
