import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { create } from "../../functions/handlers/rotate-secrets.ts";
import { generateSecret, parseSecret } from "../../functions/keys/documents.ts";
import type { RotationStep } from "../../functions/keys/rotation-steps.ts";
import type { RotatingSecret } from "../../functions/routes.ts";
import { type Secrets, startSecretsManager, valueOf } from "../support/secret-versions.ts";
import type { AwsEndpoint } from "./aws-endpoint.ts";
import { keyNamed } from "./builders.ts";

const ids = { passcode: "arn:p", cookie: "arn:c", form: "arn:f", signing: "arn:s" };
const NAMES = Object.keys(ids) as RotatingSecret[];
const STEPS: readonly RotationStep[] = ["createSecret", "setSecret", "testSecret", "finishSecret"];
const LONG_AGO = 1_700_000_000;

let aws: AwsEndpoint;
let client: SecretsManagerClient;
const secrets: Secrets = new Map();

const first = new Map<RotatingSecret, string>();

beforeAll(async () => {
  for (const name of NAMES) first.set(name, await generateSecret(name, LONG_AGO));
  ({ aws, client } = await startSecretsManager(secrets));
});
beforeEach(() => {
  for (const name of NAMES) {
    const value = first.get(name) ?? "";
    secrets.set(ids[name], new Map([["v1", { labels: new Set(["AWSCURRENT"]), value }]]));
  }
  aws.requests.length = 0;
});

const versionsOf = (name: RotatingSecret) => secrets.get(ids[name])!;
const current = (name: RotatingSecret) => valueOf(secrets, ids[name]) ?? "";

const labels = (name: RotatingSecret) =>
  Object.fromEntries([...versionsOf(name)].map(([id, version]) => [id, [...version.labels]]));

/** What Secrets Manager does before the first step: it labels a version that has no value yet. */
const start = (name: RotatingSecret, version = "v2") =>
  versionsOf(name).set(version, { labels: new Set(["AWSPENDING"]) });

const take = (name: RotatingSecret, Step: RotationStep, version = "v2") =>
  create(client, ids)({ Step, SecretId: ids[name], ClientRequestToken: version });

describe.each(NAMES)("a rotation of the %s secret", (name) => {
  it("makes the next key the current one by its four steps", async () => {
    const before = current(name);
    start(name);
    for (const step of STEPS) {
      expect(current(name)).toBe(before);
      await take(name, step);
    }
    expect(labels(name)).toEqual({ v1: [], v2: ["AWSPENDING", "AWSCURRENT"] });
    const [old, made] = [parseSecret(name, before), parseSecret(name, current(name))];
    expect(made.current).toEqual(old.next);
    expect(made.next).not.toEqual(old.next);
  });

  it("comes to the same when every step is repeated", async () => {
    start(name);
    await take(name, "createSecret");
    const pending = versionsOf(name).get("v2")?.value;
    for (const step of STEPS) for (let times = 0; times < 2; times++) await take(name, step);
    for (const step of STEPS) await take(name, step);
    expect(current(name)).toBe(pending);
  });

  it("is refused in clear words while the next key is young, and changes nothing", async () => {
    const now = Math.floor(Date.now() / 1000);
    versionsOf(name).get("v1")!.value = await generateSecret(name, now);
    start(name);
    await expect(take(name, "createSecret")).rejects.toMatchObject({
      code: "rotation-refused",
      message: expect.stringContaining(`The next ${name} key is not known everywhere yet`),
    });
    expect(versionsOf(name).get("v2")?.value).toBeUndefined();
  });

  it("is tried out when its schedule is made, on a pending version with the current value or none", async () => {
    start(name);
    await expect(take(name, "testSecret")).resolves.toBeUndefined();
    versionsOf(name).get("v2")!.value = current(name);
    await expect(take(name, "testSecret")).resolves.toBeUndefined();
    expect(aws.requests.map(({ target }) => target)).not.toContain("secretsmanager.PutSecretValue");
  });
});

describe("a pending version that cannot be used", () => {
  const planted = keyNamed("planted").toString("base64url");

  it("fails its test when a signing key does not sign", async () => {
    start("signing");
    await take("signing", "createSecret");
    const version = versionsOf("signing").get("v2")!;
    const made = parseSecret("signing", version.value ?? "");
    version.value = JSON.stringify({ ...made, next: { ...made.next, n: made.current.n } });
    await expect(take("signing", "testSecret")).rejects.toThrow("does not work");
  });

  it("fails its test when one key stands there under two ids", async () => {
    start("cookie");
    versionsOf("cookie").get("v2")!.value = JSON.stringify({
      current: 1,
      keys: { "1": planted, "2": planted },
    });
    const failure = (await take("cookie", "testSecret").catch((error: unknown) => error)) as Error;
    expect(failure.message).toContain("holds one key twice");
    expect(failure.message).not.toContain(planted);
  });

  it("fails its test when it has another shape", async () => {
    start("passcode");
    versionsOf("passcode").get("v2")!.value = "{}";
    await expect(take("passcode", "testSecret")).rejects.toThrow("has the wrong shape");
  });

  it("is not finished when it was not made, or not from the current one", async () => {
    start("cookie");
    await expect(take("cookie", "finishSecret")).rejects.toThrow("were changed while they were rotated");
    versionsOf("cookie").get("v2")!.value = await generateSecret("cookie", LONG_AGO);
    await expect(take("cookie", "finishSecret")).rejects.toThrow("were changed while they were rotated");
    expect(labels("cookie")).toEqual({ v1: ["AWSCURRENT"], v2: ["AWSPENDING"] });
  });

  it("is not touched unless Secrets Manager has labelled it", async () => {
    versionsOf("cookie").set("v2", { labels: new Set() });
    for (const version of ["v2", "v3"])
      for (const step of STEPS)
        await expect(take("cookie", step, version)).rejects.toMatchObject({ code: "rotation-refused" });
  });
});

describe("a revocation", () => {
  it.each(NAMES)("takes the current and all previous keys away at once: %s", async (name) => {
    start(name);
    for (const step of STEPS) await take(name, step);
    const before = current(name);
    await create(client, ids)({ secret: name, revoke: true });
    const [old, made] = [parseSecret(name, before), parseSecret(name, current(name))];
    expect(made.current).toEqual(old.next);
    expect("previous" in made ? made.previous : Object.keys(made.keys)).toHaveLength(
      "previous" in made ? 0 : 2,
    );
  });

  it("ends a rotation that is under way, which would bring the keys back", async () => {
    start("cookie");
    await take("cookie", "createSecret");
    await create(client, ids)({ secret: "cookie", revoke: true });
    await expect(take("cookie", "finishSecret")).rejects.toMatchObject({ code: "rotation-refused" });
    const pending = Object.values(labels("cookie")).filter((one) => one.includes("AWSPENDING"));
    expect(pending).toEqual([]);
  });
});

describe("an event that is something else", () => {
  it.each([
    { secret: "recipient", revoke: true },
    { secret: "cookie" },
    { secret: "cookie", revoke: false },
    { Step: "createSecret", SecretId: "arn:other", ClientRequestToken: "v2" },
    {},
  ])("is refused, and calls nothing: %j", async (event) => {
    await expect(create(client, ids)(event as never)).rejects.toMatchObject({ code: "configuration" });
    expect(aws.requests).toEqual([]);
  });
});
