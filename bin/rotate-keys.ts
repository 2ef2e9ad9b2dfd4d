import { parseArgs } from "node:util";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { readLocalEnvironment } from "../functions/config.ts";
import { LEAD_SECONDS, tooYoung } from "../functions/keys/rotate.ts";
import { ROTATING_SECRETS, type RotatingSecret } from "../functions/routes.ts";
import { functionNameOf } from "../lib/function-names.ts";
import { parseStage } from "../lib/stage-config.ts";
import { placeOfStage, readStages } from "./stages.ts";

const USAGE = `Replaces the keys of passcodes, sessions and tokens. Nobody loses a session by it.

  npm run keys:rotate                                      of the service on this machine
  npm run keys:rotate -- --stage prod                      of a deployed stage, with your AWS credentials
  npm run keys:rotate -- --stage prod --secret cookie      of one secret: ${ROTATING_SECRETS.join(", ")}
  npm run keys:rotate -- --stage prod --secret cookie --revoke
      keys that have leaked: what was made with them is void within five minutes
      (passcode: open codes; cookie: sessions; signing: access tokens)`;

/** What was done with one secret, in words; and whether it is what was asked for. */
interface Outcome {
  readonly secret: string;
  readonly words: string;
  readonly done: boolean;
}

try {
  const { stage, names, revoke } = readArguments();
  const outcomes =
    stage === undefined ? await rotateLocally(names, revoke) : await rotateDeployed(stage, names, revoke);
  for (const { secret, words } of outcomes) console.log(`${secret}: ${words}`);
  if (outcomes.some(({ done }) => !done)) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function readArguments() {
  const parsed = parse();
  const names = ROTATING_SECRETS.filter((name) => name === (parsed?.secret ?? name));
  if (!parsed || names.length === 0) throw new Error(USAGE);
  return { stage: parsed.stage, names, revoke: parsed.revoke };
}

function parse() {
  try {
    const options = {
      stage: { type: "string" },
      secret: { type: "string" },
      revoke: { type: "boolean", default: false },
    } as const;
    return parseArgs({ options }).values;
  } catch {
    return undefined;
  }
}

async function rotateLocally(names: readonly RotatingSecret[], revoke: boolean): Promise<Outcome[]> {
  const { port } = readLocalEnvironment();
  const asked = names.map(async (secret): Promise<Outcome> => {
    const response = await fetch(`http://127.0.0.1:${port}/_local/keys`, {
      method: "POST",
      body: JSON.stringify({ secret, revoke }),
    }).catch(() => undefined);
    if (!response) throw new Error(`Nothing answers on port ${port}. Start the service with: npm start`);
    const { secrets } = (await response.json()) as { secrets: [{ outcome: string; reason?: string }] };
    const [{ outcome, reason }] = secrets;
    return { secret, words: reason ?? outcome, done: response.ok };
  });
  return Promise.all(asked);
}

async function rotateDeployed(
  stage: string,
  names: readonly RotatingSecret[],
  revoke: boolean,
): Promise<Outcome[]> {
  const place = placeOfStage(parseStage(readStages(), stage));
  const secrets = new SecretsManagerClient(place);
  // A repeated call would revoke the next key too.
  const lambda = new LambdaClient({ ...place, maxAttempts: 1 });
  return Promise.all(
    names.map(async (name) => {
      const outcome = revoke ? revokeOf(lambda, stage, name) : rotationOf(secrets, stage, name);
      return { secret: `latchkey/${stage}/${name}`, ...(await outcome) };
    }),
  );
}

async function rotationOf(client: SecretsManagerClient, stage: string, name: RotatingSecret) {
  const SecretId = `latchkey/${stage}/${name}`;
  const described = await client.send(new DescribeSecretCommand({ SecretId })).catch(noSuchSecret);
  if (!described)
    return { words: "there is none; where AWS KMS signs, its keys are changed in cdk.json", done: false };
  const { LastChangedDate } = described;
  // Asked here as well, since a rotation that is refused under way stays pending until Secrets Manager tries it again.
  const readyAt = Math.ceil((LastChangedDate?.getTime() ?? 0) / 1000) + LEAD_SECONDS[name];
  if (Date.now() / 1000 < readyAt) return { words: tooYoung(name, readyAt), done: false };
  await client.send(new RotateSecretCommand({ SecretId }));
  return { words: "rotating; Secrets Manager shows when it is done", done: true };
}

function noSuchSecret(error: unknown): undefined {
  if (error instanceof ResourceNotFoundException) return undefined;
  throw error;
}

/** The function revokes, so that no key comes to this machine. */
async function revokeOf(client: LambdaClient, stage: string, name: RotatingSecret) {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({
      FunctionName: functionNameOf(stage, "rotate-secrets"),
      Payload: JSON.stringify({ secret: name, revoke: true }),
    }),
  );
  return FunctionError === undefined
    ? { words: "revoked; void everywhere within five minutes", done: true }
    : { words: `failed: ${Payload?.transformToString() ?? FunctionError}`, done: false };
}
