import { userInfo } from "node:os";
import { callLocally, callStage } from "./desk/call.ts";
import { runCommand } from "./desk/run-command.ts";

try {
  const { done, words } = await runCommand(process.argv.slice(2), ({ stage, url, by }) =>
    typeof stage === "string"
      ? callStage(stage, typeof url === "string" ? url : undefined)
      : callLocally(typeof by === "string" ? by : userInfo().username),
  );
  if (done) console.log(words);
  else fail(words);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

function fail(words: string): void {
  console.error(words);
  process.exitCode = 1;
}
