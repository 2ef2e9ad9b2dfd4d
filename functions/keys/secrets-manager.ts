import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Fault } from "../domain/errors.ts";
import type { SecretName } from "../routes.ts";
import type { SecretSource } from "./port.ts";

/**
 * The secrets' documents in AWS Secrets Manager.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export function secretsManager(
  client: SecretsManagerClient,
  ids: Readonly<Record<SecretName, string>>,
): SecretSource {
  return { read: (name) => readText(client, ids[name], name) };
}

/** Reads one further secret, which the owner fills in. */
export function secretText(client: SecretsManagerClient, id: string, name: string): () => Promise<string> {
  return () => readText(client, id, name);
}

async function readText(client: SecretsManagerClient, SecretId: string, name: string): Promise<string> {
  const { SecretString } = await client
    .send(new GetSecretValueCommand({ SecretId }))
    .catch((cause: unknown) => {
      throw new Fault("secrets-unavailable", `The secret "${name}" is out of reach.`, { cause });
    });
  if (SecretString === undefined) throw new Fault("configuration", `The secret "${name}" holds no text.`);
  return SecretString;
}
