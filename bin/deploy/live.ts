import { dynamoClient, dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { takesLiveChanges } from "../../functions/settings.ts";
import { wordGround } from "../../functions/words/live-words.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { filesIn } from "../../functions/words/word-files.ts";
import { type StageConfig, tableNameOf } from "../../lib/stage-config.ts";
import { WORDS_FOLDER } from "../../lib/words-place.ts";
import { placeOfStage } from "../stages.ts";
import type { LivePlace } from "../../functions/settings/live/change.ts";
import { liveReport } from "./live-report.ts";
import type { LiveChoice } from "./plan.ts";

export interface LiveQuestion {
  readonly stage: string;
  readonly config: StageConfig;
  readonly choice: LiveChoice | undefined;
  readonly profile: string | undefined;
}

/**
 * Reads what admins have changed live before a stage is deployed over it, and says what the deployment does to it.
 * @returns the places of the changes that are to be dropped
 * @throws Error where the owner has to say what becomes of them
 */
export async function askOfLive(
  { stage, config, choice, profile }: LiveQuestion,
  say: (line: string) => void,
): Promise<readonly LivePlace[]> {
  const changes = await read({ stage, config, choice, profile }, say);
  const ground = { deployed: config.settings, words: wordGround(wordBook(filesIn(WORDS_FOLDER))) };
  const { lines, places } = liveReport(ground, changes, Math.floor(Date.now() / 1000));
  if (lines.length === 0) return [];
  say(`Changed live, and touched by this deployment:\n${lines.map((line) => `- ${line}`).join("\n")}`);
  if (choice === undefined)
    throw new Error(
      "The stage is not deployed. Say --live keep, and the changes stay as is said above; or --live drop, and they are taken back once the stage is deployed. What to deploy instead of them says: npm run desk -- settings get --deployed",
    );
  return choice === "drop" ? places : [];
}

async function read(
  { stage, config, choice, profile }: LiveQuestion,
  say: (line: string) => void,
): Promise<readonly unknown[]> {
  const client = dynamoClient(placeOfStage(config, profile));
  const { liveSettings } = dynamoStorage(client, {
    tableName: tableNameOf(stage, config),
    retentionSeconds: 0,
  });
  try {
    return (await liveSettings.read()).changes;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const line = `Whether settings are changed live could not be read: ${why}`;
    // Where they are not changed live, who deploys may have no right to read the table; but then nothing can be dropped.
    if (choice === "drop" || (choice === undefined && takesLiveChanges(config.settings)))
      throw new Error(
        `${line}\nGive who deploys dynamodb:GetItem on the table (docs/deploy.md), or say --live keep.`,
        { cause: error },
      );
    say(line);
    return [];
  } finally {
    client.destroy();
  }
}

/** Whether changes are to be dropped before: afterwards nothing could, where the deployment switches live changes off. */
export function dropsBefore({ settings }: StageConfig): boolean {
  return !takesLiveChanges(settings);
}
