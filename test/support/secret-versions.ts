import { randomUUID } from "node:crypto";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type AwsEndpoint, jsonResult, startAwsEndpoint, type WireAnswer } from "../unit/aws-endpoint.ts";
import { closeLater } from "./close-later.ts";

/** One version of a secret. */
export interface SecretVersion {
  /** Secrets Manager's stages: each is on one version of a secret at a time. */
  readonly labels: Set<string>;
  /** A version that a rotation is to make has none yet. */
  value?: string;
}

/** Secrets Manager's memory: by secret and version. */
export type Secrets = Map<string, Map<string, SecretVersion>>;

/** The value with a label; undefined if there is none. */
export function valueOf(secrets: Secrets, id: string, label = "AWSCURRENT"): string | undefined {
  return labelled(secrets.get(id) ?? new Map(), label)?.[1].value;
}

/** A Secrets Manager of that memory on a socket, and a client of it. */
export async function startSecretsManager(
  secrets: Secrets,
): Promise<{ readonly aws: AwsEndpoint; readonly client: SecretsManagerClient }> {
  const aws = await startAwsEndpoint();
  const client = new SecretsManagerClient(aws.client);
  closeLater("the client of Secrets Manager", () => client.destroy());
  aws.answer = ({ target = "", body }) =>
    answerSecrets(
      secrets,
      target.replace("secretsmanager.", ""),
      JSON.parse(body) as Record<string, unknown>,
    );
  return { aws, client };
}

/**
 * Secrets Manager, as far as its documentation says what the calls of filling and rotating do.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export function answerSecrets(
  secrets: Secrets,
  action: string,
  fields: Readonly<Record<string, unknown>>,
): WireAnswer {
  const { VersionStages, ...rest } = fields as Record<string, string> & { VersionStages?: string[] };
  const versions = secrets.get(rest.SecretId ?? "");
  if (!versions) return fault("ResourceNotFoundException");
  switch (action) {
    case "DescribeSecret":
      return jsonResult({
        VersionIdsToStages: Object.fromEntries([...versions].map(([id, { labels }]) => [id, [...labels]])),
      });
    case "GetSecretValue": {
      const label = rest.VersionStage ?? "AWSCURRENT";
      const [id, version] = rest.VersionId
        ? [rest.VersionId, versions.get(rest.VersionId)]
        : (labelled(versions, label) ?? []);
      return version?.value !== undefined && version.labels.has(label)
        ? jsonResult({ VersionId: id, SecretString: version.value })
        : fault("ResourceNotFoundException");
    }
    case "PutSecretValue": {
      const token = rest.ClientRequestToken ?? randomUUID();
      if (versions.get(token)?.value !== undefined) return fault("ResourceExistsException");
      const stages = VersionStages ?? ["AWSCURRENT"];
      for (const label of stages) for (const { labels } of versions.values()) labels.delete(label);
      versions.set(token, { labels: new Set(stages), value: rest.SecretString ?? "" });
      return jsonResult({ VersionId: token });
    }
    case "UpdateSecretVersionStage": {
      const label = rest.VersionStage ?? "";
      if (labelled(versions, label)?.[0] !== rest.RemoveFromVersionId)
        return fault("InvalidParameterException");
      versions.get(rest.RemoveFromVersionId ?? "")?.labels.delete(label);
      versions.get(rest.MoveToVersionId ?? "")?.labels.add(label);
      return jsonResult({});
    }
    default:
      return fault("InvalidRequestException");
  }
}

function labelled(versions: ReadonlyMap<string, SecretVersion>, label: string) {
  return [...versions].find(([, { labels }]) => labels.has(label));
}

function fault(type: string): WireAnswer {
  return jsonResult({ __type: type, message: "refused" }, 400);
}
