import {
  type GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import { create } from "../../functions/handlers/fill-secrets.ts";
import { GRANT_WAITS } from "../../functions/keys/await-grant.ts";
import { parseSecret } from "../../functions/keys/documents.ts";
import { fillSecrets } from "../../functions/keys/fill-secrets.ts";
import type { SecretName } from "../../functions/routes.ts";
import { startResponseUrl } from "./response-url.ts";

const NAMES: readonly SecretName[] = [
  "recipient",
  "passcode",
  "cookie",
  "form",
  "signing",
  "verifying",
  "factor",
  "push",
];
const clock = () => 1_795_425_000;
const ids = {
  recipient: "r",
  passcode: "p",
  cookie: "c",
  form: "f",
  signing: "s",
  verifying: "v",
  factor: "a",
  push: "u",
};

const waited: number[] = [];
const wait = (milliseconds: number) => {
  waited.push(milliseconds);
  return Promise.resolve();
};
afterEach(() => {
  waited.length = 0;
});

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
    expect(await fillSecrets(secretsWith(values), ids, clock, wait)).toEqual(NAMES);
    for (const name of NAMES) expect(() => parseSecret(name, values[ids[name]] ?? "")).not.toThrow();
    expect(new Set(Object.values(values)).size).toBe(NAMES.length);
  });
});

describe("secrets that have values", () => {
  it("keep them", async () => {
    const values: Record<string, string> = {};
    const client = secretsWith(values);
    await fillSecrets(client, ids, clock, wait);
    const first = { ...values };
    expect(await fillSecrets(client, ids, clock, wait)).toEqual([]);
    expect(values).toEqual(first);
  });

  it("keep them also when the value is wrong, and say so without quoting it", async () => {
    const values: Record<string, string> = { r: "mistyped" };
    const filling = fillSecrets(secretsWith(values), ids, clock, wait);
    await expect(filling).rejects.toThrow('The secret "recipient" is not JSON.');
    expect(values.r).toBe("mistyped");
  });

  it("keep them when another deployment fills them at the same time", async () => {
    const versions = new Set<string>();
    const values: Record<string, string> = {};
    await fillSecrets(secretsWith(values, versions), ids, clock, wait);
    expect(await fillSecrets(secretsWith({}, versions), ids, clock, wait)).toEqual([]);
  });
});

describe("a role whose policy is not known everywhere yet", () => {
  /** Secrets Manager that denies so many calls before it knows of the policy. */
  function denying(times: number, values: Record<string, string>): SecretsManagerClient {
    const inner = secretsWith(values);
    let left = times;
    return {
      send: (command: GetSecretValueCommand) => {
        left -= 1;
        const denied = Object.assign(new Error("denied"), { name: "AccessDeniedException" });
        return left >= 0 ? Promise.reject(denied) : inner.send(command);
      },
    } as unknown as SecretsManagerClient;
  }

  it("is waited for, longer each time", async () => {
    const values: Record<string, string> = {};
    expect(await fillSecrets(denying(3, values), ids, clock, wait)).toEqual(NAMES);
    expect(waited).toEqual(GRANT_WAITS.slice(0, 3));
  });

  it("is not waited for longer than the function may run", async () => {
    const filling = fillSecrets(denying(100, {}), ids, clock, wait);
    await expect(filling).rejects.toThrow("denied");
    expect(waited).toEqual(GRANT_WAITS);
    expect(GRANT_WAITS.reduce((sum, each) => sum + each, 0)).toBeLessThan(50_000);
  });

  it("is all that is waited for", async () => {
    await expect(fillSecrets(secretsWith({ r: "mistyped" }), ids, clock, wait)).rejects.toThrow();
    expect(waited).toEqual([]);
  });
});

describe("CloudFormation", () => {
  async function ask(RequestType: string, client: SecretsManagerClient) {
    const { url, answers } = await startResponseUrl();
    await create(
      client,
      wait,
    )({
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
    expect(Object.keys(values)).toHaveLength(NAMES.length);
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
