import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Clock } from "../domain/ambient.ts";
import type { SecretName } from "../routes.ts";
import { generateSecret, parseSecret, secretDocuments } from "./documents.ts";

/** The version of a secret's first value. A version cannot be written twice, so two deployments cannot both fill a secret. */
const FIRST_VERSION = "latchkey-first-value-of-this-secret";

/**
 * Gives each secret that has no value yet its first one. A value that is there stays, whatever it is.
 * @returns the names of the secrets that were filled
 * @throws Fault `configuration` for a value of the wrong shape, which the owner has to mend
 */
export async function fillSecrets(
  client: SecretsManagerClient,
  ids: Readonly<Partial<Record<SecretName, string>>>,
  clock: Clock,
): Promise<SecretName[]> {
  const filled: SecretName[] = [];
  for (const name of Object.keys(secretDocuments) as SecretName[]) {
    const id = ids[name];
    // There is no signing secret where AWS KMS signs.
    if (id === undefined) continue;
    const value = await readValue(client, id);
    if (value !== undefined) parseSecret(name, value);
    else if (await writeFirstValue(client, name, id, clock())) filled.push(name);
  }
  return filled;
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
  name: SecretName,
  id: string,
  now: number,
): Promise<boolean> {
  const SecretString = await generateSecret(name, now);
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
