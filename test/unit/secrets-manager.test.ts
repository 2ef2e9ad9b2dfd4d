import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { secretsManager } from "../../functions/keys/secrets-manager.ts";
import type { SecretName } from "../../functions/routes.ts";
import { closeLater } from "../support/close-later.ts";
import { type AwsEndpoint, jsonResult, startAwsEndpoint } from "./aws-endpoint.ts";

const ids = {
  recipient: "arn:r",
  passcode: "arn:p",
  cookie: "arn:c",
  form: "arn:f",
  signing: "arn:s",
  verifying: "arn:v",
  factor: "arn:a",
  push: "arn:u",
};

let aws: AwsEndpoint;
let client: SecretsManagerClient;
beforeAll(async () => {
  aws = await startAwsEndpoint();
  client = new SecretsManagerClient(aws.client);
  closeLater("the client of Secrets Manager", () => client.destroy());
});
const source = () => secretsManager(client, ids);

describe("a secret that can be read", () => {
  it.each<[SecretName, string]>([
    ["recipient", "arn:r"],
    ["passcode", "arn:p"],
    ["cookie", "arn:c"],
    ["form", "arn:f"],
    ["signing", "arn:s"],
    ["verifying", "arn:v"],
    ["factor", "arn:a"],
    ["push", "arn:u"],
  ])("is asked for by its own id and given as it is: %s", async (name, SecretId) => {
    aws.requests.length = 0;
    aws.answer = ({ body }) => jsonResult({ SecretString: `document of ${body}` });
    expect(await source().read(name)).toBe(`document of {"SecretId":"${SecretId}"}`);
    expect(aws.requests).toEqual([
      {
        target: "secretsmanager.GetSecretValue",
        contentType: "application/x-amz-json-1.1",
        body: JSON.stringify({ SecretId }),
      },
    ]);
  });
});

describe("a secret that cannot be read", () => {
  it("is a fault of the configuration when it holds bytes instead of text", async () => {
    aws.answer = () => jsonResult({ SecretBinary: Buffer.from("planted").toString("base64") });
    const fault = (await source()
      .read("cookie")
      .catch((error: unknown) => error)) as Error;
    expect(fault).toMatchObject({ name: "Fault", code: "configuration" });
    expect(fault.message).toContain('"cookie"');
    expect(fault.message).not.toContain("planted");
  });

  it.each([
    ["ResourceNotFoundException", 400],
    ["AccessDeniedException", 400],
    ["DecryptionFailure", 400],
    ["InternalServiceError", 500],
  ])("is out of reach, and the fault keeps its cause: %s", async (name, status) => {
    aws.answer = () => jsonResult({ __type: name, Message: "no" }, status);
    await expect(source().read("passcode")).rejects.toMatchObject({
      code: "secrets-unavailable",
      message: 'The secret "passcode" is out of reach.',
      cause: { name },
    });
  });

  it("is a fault when no server answers", async () => {
    const gone = await startAwsEndpoint();
    await gone.close();
    const lost = new SecretsManagerClient(gone.client);
    closeLater("the client of Secrets Manager", () => lost.destroy());
    await expect(secretsManager(lost, ids).read("signing")).rejects.toMatchObject({
      code: "secrets-unavailable",
    });
  });
});
