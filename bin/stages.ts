import { readFileSync } from "node:fs";
import { Fault } from "../functions/domain/errors.ts";
import { readStagesFile } from "../functions/config.ts";
import type { StageConfig } from "../lib/stage-config.ts";

const CDK_JSON = new URL("../cdk.json", import.meta.url);

/**
 * The stages of cdk.json, and those of the owner's own file, which `LATCHKEY_STAGES` names. A stage of that file takes
 * the place of the one of the same name, so that the whole of it is read in one place.
 * @throws Fault `configuration` for a file that cannot be read
 */
export function readStages(file = readStagesFile()): unknown {
  const { context } = readJson("cdk.json", CDK_JSON) as { readonly context: { readonly stages: object } };
  return { ...context.stages, ...readOwnStages(file) };
}

/**
 * The stages of the owner's own file; none where the environment names no file.
 * @throws Fault `configuration` for a file that cannot be read
 */
export function readOwnStages(file = readStagesFile()): object {
  if (file === undefined) return {};
  const own = readJson("LATCHKEY_STAGES", file);
  if (typeof own !== "object" || own === null || Array.isArray(own))
    throw fault("LATCHKEY_STAGES", file, "must be an object of stages by their names");
  return own;
}

/**
 * Where AWS's clients look for a stage: in the region that its settings name, whatever that of the environment is, which
 * holds for a stage that may be deployed anywhere.
 * @param profile of the credentials @default what the environment says
 */
export function placeOfStage(
  { env }: Pick<StageConfig, "env">,
  profile?: string,
): { readonly region?: string; readonly profile?: string } {
  return { ...(env && { region: env.region }), ...(profile !== undefined && { profile }) };
}

function readJson(name: string, file: string | URL): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw fault(name, file, error instanceof SyntaxError ? "is not JSON" : "cannot be read");
  }
}

function fault(name: string, file: string | URL, reason: string): Fault {
  return new Fault("configuration", `The configuration is wrong:\n- ${name}: ${String(file)} ${reason}`);
}
