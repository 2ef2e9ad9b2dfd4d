import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { functionsOf } from "../infrastructure/functions.ts";
import { nameOf } from "../infrastructure/names.ts";
import { ofType, synthesize, type Synthesized } from "../infrastructure/synthesize.ts";
import { killLater } from "../support/kill-later.ts";
import { type RecordingCloud, startRecordingCloud } from "./recording-cloud.ts";

/** The functions of a stage as they are deployed: their bundles, each with its own environment, before AWS's stand-in. */
export interface DeployedStage {
  readonly app: Synthesized;
  readonly cloud: RecordingCloud;
  /** Where the code of a function lies, with what is beside it. @param name without the stage */
  codeFolder(name: string): string;
  /** The names of the functions that were invoked. */
  readonly played: ReadonlySet<string>;
  /** Runs a function, which is started at its first event. @param name without the stage */
  invoke<T>(name: string, event: object): Promise<T>;
}

const CHILD = join(import.meta.dirname, "function-process.ts");

/** Starts a stage of cdk.json, with an override laid over it. */
export async function deployStage(stage: string, override: object): Promise<DeployedStage> {
  const app = await synthesize(stage, override, { bundled: true });
  const [table] = ofType(app.data, "AWS::DynamoDB::Table");
  const secrets = ofType(app.data, "AWS::SecretsManager::Secret").map(({ Properties }) => Properties.Name);
  const cloud = await startRecordingCloud(String(table?.Properties.TableName), secrets.map(String));
  const running = new Map<string, Promise<ChildProcess>>();

  const start = async (functionName: string): Promise<ChildProcess> => {
    const { handler, environment } = deployment(app, functionName, cloud.endpoint);
    const folder = app.codeFolder(handler);
    const child = fork(CHILD, [join(folder, "index.mjs")], {
      env: {
        ...environment,
        ...lambdaEnvironment(functionName, cloud.endpoint),
        LAMBDA_TASK_ROOT: folder,
      },
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    killLater(`the process of ${functionName}`, child);
    await once(child, "message");
    return child;
  };

  return {
    app,
    cloud,
    codeFolder: app.codeFolder,
    get played() {
      return new Set(running.keys());
    },
    async invoke<T>(name: string, event: object) {
      const functionName = `latchkey-${stage}-${name}`;
      const starting = running.get(functionName) ?? start(functionName);
      running.set(functionName, starting);
      const child = await starting;
      child.send(event);
      const [{ result, error }] = (await once(child, "message")) as [{ result?: T; error?: string }];
      if (error !== undefined) throw new Error(`${functionName}: ${error}`);
      return result as T;
    },
  };
}

/** What a template says of a function's code and environment; a queue's address becomes one of the stand-in. */
function deployment(app: Synthesized, functionName: string, endpoint: string) {
  const found = functionsOf(app).find(({ name }) => name === functionName);
  const deployed = Object.values(found?.template.Resources ?? {}).find(
    ({ Properties }) => Properties.FunctionName === functionName,
  );
  if (!found || !deployed) throw new Error(`no function ${functionName}`);
  const { Variables = {} } = (deployed.Properties.Environment ?? {}) as {
    Variables?: Record<string, unknown>;
  };
  const values = Object.entries(Variables).map(([key, value]) => {
    const text = nameOf(value, found.template, app);
    return [key, key.startsWith("QUEUE_URL_") ? `${endpoint}/111122223333/${text}` : text];
  });
  return {
    handler: functionName.replace(/^latchkey-[a-z]+-/, ""),
    environment: Object.fromEntries(values) as Record<string, string>,
  };
}

/** What Lambda itself sets; the key tells the stand-in who calls. */
function lambdaEnvironment(functionName: string, endpoint: string): Record<string, string> {
  return {
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: functionName,
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL: endpoint,
  };
}
