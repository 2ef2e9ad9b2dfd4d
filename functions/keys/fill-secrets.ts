import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Clock } from "../domain/ambient.ts";
import { Fault } from "../domain/errors.ts";
import type { SecretName } from "../routes.ts";
import { awaitGrant, type Wait } from "./await-grant.ts";
import { generateSecret, parseSecret, secretDocuments } from "./documents.ts";
import { verifyingDocument } from "./verifying.ts";

/** The version of a secret's first value. A version cannot be written twice, so two deployments cannot both fill a secret. */
const FIRST_VERSION = "latchkey-first-value-of-this-secret";

/**
 * Gives each secret that has no value yet its first one. A value that is there stays, whatever it is.
 * @param wait between tries, while a new role may not do yet what it may
 * @returns the names of the secrets that were filled
 * @throws Fault `configuration` for a value of the wrong shape, which the owner has to mend
 */
export async function fillSecrets(
  client: SecretsManagerClient,
  ids: Readonly<Partial<Record<SecretName, string>>>,
  clock: Clock,
  wait: Wait,
): Promise<SecretName[]> {
  const filled: SecretName[] = [];
  let signing: string | undefined;
  for (const name of Object.keys(secretDocuments) as SecretName[]) {
    const id = ids[name];
    if (id === undefined) continue;
    const held = await awaitGrant(() => readValue(client, id), wait);
    if (held !== undefined) parseSecret(name, held);
    const value = held ?? (await firstValue(name, signing, clock()));
    if (held === undefined && (await awaitGrant(() => writeFirstValue(client, id, value), wait)))
      filled.push(name);
    if (name === "signing") signing = value;
  }
  return filled;
}

/** @param signing the signing secret's document, which comes before */
async function firstValue(name: SecretName, signing: string | undefined, now: number): Promise<string> {
  if (name !== "verifying") return generateSecret(name, now);
  if (signing === undefined) throw new Fault("configuration", "There is no signing secret to follow.");
  return JSON.stringify(verifyingDocument(parseSecret("signing", signing), undefined, now));
}

async function readValue(client: SecretsManagerClient, id: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString ?? "";
  } catch (error) {
    // Also the answer for a secret that does not exist; writing to that one fails as well.
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function writeFirstValue(
  client: SecretsManagerClient,
  id: string,
  SecretString: string,
): Promise<boolean> {
  try {
    await client.send(
      new PutSecretValueCommand({ SecretId: id, SecretString, ClientRequestToken: FIRST_VERSION }),
    );
    return true;
  } catch (error) {
    if (error instanceof ResourceExistsException) return false;
    throw error;
  }
}
