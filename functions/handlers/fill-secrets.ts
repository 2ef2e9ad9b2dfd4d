import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import { setTimeout } from "node:timers/promises";
import type { Wait } from "../keys/await-grant.ts";
import { fillSecrets } from "../keys/fill-secrets.ts";
import type { SecretName } from "../routes.ts";

type SecretIds = Readonly<Partial<Record<SecretName, string>>>;

/** Answers CloudFormation whatever happens, since a deployment waits for the answer. Deleting leaves the secrets alone. */
export const create =
  (client: SecretsManagerClient, wait: Wait) => async (event: CloudFormationCustomResourceEvent) => {
    const { RequestType, StackId, RequestId, LogicalResourceId, ResourceProperties } = event;
    const result = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: "secrets" };
    let answer: object;
    try {
      const fill = RequestType !== "Delete";
      const ids = ResourceProperties.secretIds as SecretIds;
      const filled = fill ? await fillSecrets(client, ids, () => Math.floor(Date.now() / 1000), wait) : [];
      answer = { ...result, Status: "SUCCESS", Data: { filled: filled.join(" ") } };
    } catch (error) {
      answer = { ...result, Status: "FAILED", Reason: error instanceof Error ? error.message : "unknown" };
    }
    // Bytes, because a text would bring a content type along, which the presigned URL does not allow.
    await fetch(event.ResponseURL, { method: "PUT", body: Buffer.from(JSON.stringify(answer)) });
  };

export const handler = create(new SecretsManagerClient({}), setTimeout);
