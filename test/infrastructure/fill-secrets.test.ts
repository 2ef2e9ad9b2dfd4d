import {
  type GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "@jest/globals";
import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import { create } from "../../functions/handlers/fill-secrets.ts";
import { parseSecret } from "../../functions/keys/documents.ts";
import { fillSecrets } from "../../functions/keys/fill-secrets.ts";
import type { SecretName } from "../../functions/routes.ts";
import { startResponseUrl } from "./response-url.ts";

const NAMES: readonly SecretName[] = ["recipient", "passcode", "cookie", "signing"];
const clock = () => 1_795_425_000;
const ids = { recipient: "r", passcode: "p", cookie: "c", signing: "s" };

/** Secrets Manager with secrets that have a value or none. A version, once written, cannot be written again. */
function secretsWith(values: Record<string, string>, versions = new Set<string>()): SecretsManagerClient {
  const fault = { message: "", $metadata: {} };
  return {
    send: (command: GetSecretValueCommand | PutSecretValueCommand) => {
      const id = command.input.SecretId ?? "";
      if (command instanceof PutSecretValueCommand) {
        const version = `${id} ${command.input.ClientRequestToken ?? ""}`;
        if (versions.has(version)) return Promise.reject(new ResourceExistsException(fault));
        versions.add(version);
        values[id] = command.input.SecretString ?? "";
        return Promise.resolve({});
      }
      return id in values
        ? Promise.resolve({ SecretString: values[id] })
        : Promise.reject(new ResourceNotFoundException(fault));
    },
  } as unknown as SecretsManagerClient;
}

describe("empty secrets", () => {
  it("get values of the right shape, all of them different", async () => {
    const values: Record<string, string> = {};
    expect(await fillSecrets(secretsWith(values), ids, clock)).toEqual(NAMES);
    for (const name of NAMES) expect(() => parseSecret(name, values[ids[name]] ?? "")).not.toThrow();
    expect(new Set(Object.values(values)).size).toBe(4);
  });
});

describe("secrets that have values", () => {
  it("keep them", async () => {
    const values: Record<string, string> = {};
    const client = secretsWith(values);
    await fillSecrets(client, ids, clock);
    const first = { ...values };
    expect(await fillSecrets(client, ids, clock)).toEqual([]);
    expect(values).toEqual(first);
  });

  it("keep them also when the value is wrong, and say so without quoting it", async () => {
    const values: Record<string, string> = { r: "mistyped" };
    const filling = fillSecrets(secretsWith(values), ids, clock);
    await expect(filling).rejects.toThrow('The secret "recipient" is not JSON.');
    expect(values.r).toBe("mistyped");
  });

  it("keep them when another deployment fills them at the same time", async () => {
    const versions = new Set<string>();
    const values: Record<string, string> = {};
    await fillSecrets(secretsWith(values, versions), ids, clock);
    expect(await fillSecrets(secretsWith({}, versions), ids, clock)).toEqual([]);
  });
});

describe("CloudFormation", () => {
  async function ask(RequestType: string, client: SecretsManagerClient) {
    const { url, answers } = await startResponseUrl();
    await create(client)({
      ...{ RequestType, StackId: "stack", RequestId: "request", LogicalResourceId: "Filled" },
      ResponseURL: `${url}/`,
      ResourceProperties: { ServiceToken: "token", secretIds: ids },
    } as unknown as CloudFormationCustomResourceEvent);
    return answers;
  }

  it.each(["Create", "Update"])("is told that the secrets are filled: %s", async (type) => {
    const values = {};
    const [answer] = await ask(type, secretsWith(values));
    expect(answer?.body).toEqual({
      ...{ Status: "SUCCESS", StackId: "stack", RequestId: "request", LogicalResourceId: "Filled" },
      ...{ PhysicalResourceId: "secrets", Data: { filled: NAMES.join(" ") } },
    });
    expect(Object.keys(values)).toHaveLength(4);
  });

  it("gets bytes without a content type, which its presigned URL would refuse", async () => {
    expect(await ask("Create", secretsWith({}))).toMatchObject([{ type: undefined }]);
  });

  it("is told at once when it fails, and why", async () => {
    const [answer] = await ask("Create", secretsWith({ c: "{}" }));
    expect(answer?.body).toMatchObject({ Status: "FAILED" });
    expect(answer?.body.Reason).toContain('The secret "cookie" has the wrong shape');
  });

  it("deletes nothing", async () => {
    const values = { r: "kept" };
    const [answer] = await ask("Delete", secretsWith(values));
    expect(answer?.body).toMatchObject({ Status: "SUCCESS" });
    expect(values).toEqual({ r: "kept" });
  });
});
