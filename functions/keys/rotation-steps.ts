import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { Clock } from "../domain/ambient.ts";
import { Fault } from "../domain/errors.ts";
import { type EllipticSet, parseSecret } from "./documents.ts";
import type { RotatingSecret } from "../routes.ts";
import { proveSecret } from "./prove.ts";
import { rotateSecret, tooYoung } from "./rotate.ts";
import { verifyingDocument } from "./verifying.ts";

const CURRENT = "AWSCURRENT";
const PENDING = "AWSPENDING";

/** One secret of a stage. */
export interface HeldSecret {
  readonly name: RotatingSecret;
  readonly id: string;
  /** Of the signing keys: the secret with their public halves, which outlive them. */
  readonly verifyingId?: string | undefined;
}

/** The four steps of a rotation, as Secrets Manager calls them. */
export type RotationStep = "createSecret" | "setSecret" | "testSecret" | "finishSecret";

/**
 * One step of a rotation. Every step may be repeated: Secrets Manager tries a rotation again that failed.
 * @param version what the new version is called; Secrets Manager has labelled it `AWSPENDING` before the first step
 * @throws Fault `rotation-refused` if the next key is too young, or the keys were revoked meanwhile
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function takeRotationStep(
  client: SecretsManagerClient,
  secret: HeldSecret,
  { step, version }: { readonly step: RotationStep; readonly version: string },
  clock: Clock,
): Promise<void> {
  const versions = await stagesOf(client, secret);
  const labels = versions[version] ?? [];
  if (labels.includes(CURRENT) && step !== "testSecret") return;
  if (!labels.includes(PENDING) && !labels.includes(CURRENT))
    throw new Fault("rotation-refused", `The version ${version} of the ${secret.name} keys is not pending.`);
  switch (step) {
    case "createSecret":
      return createPending(client, secret, version, clock());
    case "setSecret":
      // Only the functions have to learn of the keys, and they read them here.
      return;
    case "testSecret":
      // A new schedule is tried out with this step alone, on a pending version that was never made.
      proveSecret(
        secret.name,
        (await readPending(client, secret, version)) ?? (await readCurrent(client, secret)),
      );
      return;
    case "finishSecret":
      return finish(client, secret, version, versionWith(versions, CURRENT), clock());
  }
}

/**
 * Replaces keys that an attacker knows. Functions learn of it within five minutes, when they read their keys again.
 * Nothing of the secret leaves the account; the caller need not see it.
 */
export async function revokeSecret(
  client: SecretsManagerClient,
  secret: HeldSecret,
  clock: Clock,
): Promise<void> {
  const held = await readCurrent(client, secret);
  const rotation = await rotateSecret(secret.name, held, { revoke: true, now: clock() });
  if (rotation.kind !== "rotated") throw new Fault("rotation-refused", "Revoked keys wait for nothing.");
  proveSecret(secret.name, rotation.document);
  // Before the keys are gone: what a leaked one signed is no hint either, even if the next call fails.
  await keepPublicHalves(client, secret, rotation.document, { forgetting: true, now: clock() });
  await client.send(
    new PutSecretValueCommand({
      SecretId: secret.id,
      SecretString: rotation.document,
      VersionStages: [CURRENT],
    }),
  );
  // A rotation that is under way would bring the revoked key back as a previous one, and while its label is there, none can start.
  const versions = await stagesOf(client, secret);
  const pending = versionWith(versions, PENDING);
  if (pending === undefined || versions[pending]?.includes(CURRENT)) return;
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: secret.id,
      VersionStage: PENDING,
      RemoveFromVersionId: pending,
    }),
  );
}

async function createPending(
  client: SecretsManagerClient,
  secret: HeldSecret,
  version: string,
  now: number,
): Promise<void> {
  const held = await readCurrent(client, secret);
  if ((await readPending(client, secret, version)) !== undefined) return;
  const rotation = await rotateSecret(secret.name, held, { revoke: false, now });
  if (rotation.kind === "too-young")
    throw new Fault("rotation-refused", tooYoung(secret.name, rotation.readyAt));
  await client.send(
    new PutSecretValueCommand({
      SecretId: secret.id,
      ClientRequestToken: version,
      VersionStages: [PENDING],
      SecretString: rotation.document,
    }),
  );
}

async function finish(
  client: SecretsManagerClient,
  secret: HeldSecret,
  version: string,
  from: string | undefined,
  now: number,
): Promise<void> {
  const pending = await readPending(client, secret, version);
  if (pending === undefined || !follows(secret.name, await readCurrent(client, secret), pending))
    throw new Fault("rotation-refused", `The ${secret.name} keys were changed while they were rotated.`);
  await keepPublicHalves(client, secret, pending, { forgetting: false, now });
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: secret.id,
      VersionStage: CURRENT,
      MoveToVersionId: version,
      RemoveFromVersionId: from,
    }),
  );
}

/** Writes down the public halves of signing keys, where apps' hints are checked; repeating it changes nothing. */
async function keepPublicHalves(
  client: SecretsManagerClient,
  { name, verifyingId }: HeldSecret,
  document: string,
  { forgetting, now }: { readonly forgetting: boolean; readonly now: number },
): Promise<void> {
  if (name !== "signing" || verifyingId === undefined) return;
  const signing = parseSecret(name, document);
  const before = forgetting
    ? undefined
    : parseSecret("verifying", await readCurrent(client, { name, id: verifyingId }));
  const SecretString = JSON.stringify(verifyingDocument(signing, before, now));
  await client.send(
    new PutSecretValueCommand({ SecretId: verifyingId, SecretString, VersionStages: [CURRENT] }),
  );
}

/** Whether the pending document was made from this current one, which a revocation may have replaced. */
function follows(name: RotatingSecret, current: string, pending: string): boolean {
  if (name === "signing") {
    const [held, made] = [parseSecret(name, current), parseSecret(name, pending)];
    return made.current.n === (held.next ?? held.current).n && followsSet(held.es256, made.es256);
  }
  const [held, made] = [parseSecret(name, current), parseSecret(name, pending)];
  const kid = String(made.current);
  return made.current === (held.next ?? held.current) && made.keys[kid] === held.keys[kid];
}

/** A set that one of the two lacks was made anew, or lost where the release before made the document: neither brings a key back. */
function followsSet(held: EllipticSet | undefined, made: EllipticSet | undefined): boolean {
  return held === undefined || made === undefined || made.current.x === (held.next ?? held.current).x;
}

async function stagesOf(client: SecretsManagerClient, { id }: HeldSecret) {
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: id }));
  return VersionIdsToStages ?? {};
}

function versionWith(
  versions: Readonly<Record<string, readonly string[]>>,
  label: string,
): string | undefined {
  return Object.keys(versions).find((version) => versions[version]?.includes(label));
}

async function readCurrent(client: SecretsManagerClient, { id }: HeldSecret): Promise<string> {
  const input = { SecretId: id, VersionStage: CURRENT };
  return (await client.send(new GetSecretValueCommand(input))).SecretString ?? "";
}

async function readPending(
  client: SecretsManagerClient,
  { id }: HeldSecret,
  version: string,
): Promise<string | undefined> {
  try {
    const input = { SecretId: id, VersionId: version, VersionStage: PENDING };
    return (await client.send(new GetSecretValueCommand(input))).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
