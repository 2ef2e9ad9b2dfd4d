import { readFileSync } from "node:fs";
import { readLocalEnvironment } from "../functions/config.ts";
import { Fault } from "../functions/domain/errors.ts";
import type { Settings } from "../functions/settings.ts";
import { mergeSettings, parseStage } from "../lib/stage-config.ts";
import { WORDS_FOLDER } from "../lib/words-place.ts";
import { isNearby, READY_ADMIN } from "./local/desk-caller.ts";
import { passingFolder } from "./local/passing-folder.ts";
import { startLocalService } from "./local/service.ts";

try {
  const { settingsFile, ...environment } = readLocalEnvironment();
  const settings = localSettings(settingsFile);
  const { url, close } = await startLocalService({
    ...environment,
    settings,
    wordsFolder: WORDS_FOLDER,
    ...(environment.dataFolder === undefined && { passingFolder: passingFolder() }),
  });
  console.log(`Latchkey is ready. It is for development only: anybody who reaches it can read what it sends.

  Sign-in page   ${url}/otp/request
  Inbox          ${url}/_local/
  Every message  ${url}/_local/preview
  Desk           ${url}/admin/sign-in/address (for admins; ${readyAdmin(settings, environment.host)})
  API            POST ${url}/otp/request (the README walks through it with curl)
  API reference  ${url}/docs/

${environment.dataFolder === undefined ? "Nothing is kept when it stops." : `Table and keys are kept in ${environment.dataFolder}.`}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void close().then(() => process.exit(0)));
} catch (error) {
  if (!(error instanceof Fault || isSystemError(error))) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Who can sign in to the desk here. */
function readyAdmin({ desk }: Settings, host: string): string {
  const named = desk?.admins.some((one) => "recipient" in one) === true;
  if (!named && !isNearby(host)) return "name some in the settings: others reach this machine";
  return named ? "as the settings name them" : `sign in as ${READY_ADMIN}, with the code in the inbox`;
}

/** The settings of the local stage in cdk.json, and over them those of a file. */
function localSettings(file: string | undefined): Settings {
  const cdk = readJson(new URL("../cdk.json", import.meta.url)) as {
    context: { stages: Record<string, unknown> };
  };
  const override = file === undefined ? {} : { local: { settings: readJson(file) } };
  try {
    return parseStage(mergeSettings(cdk.context.stages, override), "local").settings;
  } catch (error) {
    throw new Fault("configuration", error instanceof Error ? error.message : String(error));
  }
}

function readJson(file: string | URL): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "is not JSON" : "cannot be read";
    throw new Fault(
      "configuration",
      `The configuration is wrong:\n- LATCHKEY_SETTINGS: ${String(file)} ${reason}`,
    );
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
