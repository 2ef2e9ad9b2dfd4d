import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { type AwsEndpoint, jsonResult, startAwsEndpoint } from "./aws-endpoint.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Each starts a process, which takes seconds on a busy machine. */
jest.setTimeout(60_000);

let aws: AwsEndpoint;
let folder: string;
beforeAll(async () => {
  aws = await startAwsEndpoint();
  folder = temporaryFolder();
});

/** Loads the function that delivers e-mail as Lambda does; the providers' secret holds this. */
function start(providers: readonly object[], secret: object | undefined): Promise<string> {
  aws.requests.length = 0;
  aws.answer = () =>
    secret === undefined
      ? jsonResult({ __type: "InternalServiceError", message: "no" }, 500)
      : jsonResult({ SecretString: JSON.stringify(secret) });
  const env = {
    PATH: process.env.PATH,
    AWS_LAMBDA_FUNCTION_NAME: "deliver",
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    AWS_ENDPOINT_URL: aws.client.endpoint,
    STAGE: "prod",
    PUBLIC_URL: "https://otp.example.com",
    TABLE_NAME: "latchkey-prod",
    SECRET_ID_PASSCODE: "latchkey/prod/passcode",
    SECRET_ID_PROVIDERS: "latchkey/prod/providers",
    LAMBDA_TASK_ROOT: folder,
  };
  writeFileSync(join(folder, "settings.json"), JSON.stringify({ channels: { email: { providers } } }));
  const handler = JSON.stringify(join(import.meta.dirname, "../../functions/entries/deliver-code-email.ts"));
  const load = `import(${handler}).then(() => console.log("starts"))`;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--eval", load], { env }, (_error, stdout, stderr) => {
      resolve(`${stdout}${stderr}`);
    });
  });
}

const secretsRead = () => aws.requests.map(({ body }) => (JSON.parse(body) as { SecretId: string }).SecretId);

const smtp = { use: "smtp", host: "smtp.example.com" };
const login = { user: "mailer", password: "secret-word" };

describe("a function that delivers", () => {
  it("starts with the credentials that its providers need, and asks for none without them", async () => {
    expect(await start([smtp], { smtp: login })).toBe("starts\n");
    expect(secretsRead()).toContain("latchkey/prod/providers");
    expect(await start([{ use: "ses" }], {})).toBe("starts\n");
    expect(secretsRead()).not.toContain("latchkey/prod/providers");
  });

  it("does not start where none of its providers has its own, and names each, but no value", async () => {
    const said = await start([smtp, { use: "sendgrid" }], { smtp: { ...login, user: "" } });
    expect(said).not.toContain("starts");
    expect(said).toContain("smtp.user: must be the name to log in with");
    expect(said).toContain("sendgrid.apiKey: must be an API key that may send mail");
    expect(said).not.toContain(login.password);
  });

  it("starts where one of its providers can send, whatever the others lack", async () => {
    expect(await start([smtp, { use: "sendgrid" }], { smtp: login })).toBe("starts\n");
    expect(await start([smtp, { use: "ses" }], {})).toBe("starts\n");
  });

  it("starts while the secret is out of reach, which may pass before the first message", async () => {
    expect(await start([smtp], undefined)).toBe("starts\n");
  });

  it.each<[what: string, provider: object, place: RegExp]>([
    ["an unknown provider", { use: "pigeon" }, /settings\.channels\.email\.providers\.1\.use: /],
    ["a missing option", { use: "smtp" }, /settings\.channels\.email\.providers\.1\.host: /],
    ["a laptop's provider", { use: "inbox" }, /channels\.email\.providers\.1: "inbox" is not available here/],
  ])("does not start with %s, and names its place", async (_, provider, place) => {
    expect(await start([{ use: "ses" }, provider], {})).toMatch(place);
  });
});
