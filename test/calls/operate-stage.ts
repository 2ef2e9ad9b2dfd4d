import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { RotationStep } from "../../functions/keys/rotation-steps.ts";
import { ROTATING_SECRETS } from "../../functions/routes.ts";
import { valueOf } from "../support/secret-versions.ts";
import type { DeployedStage } from "./deployed-stage.ts";

const STEPS: readonly RotationStep[] = ["createSecret", "setSecret", "testSecret", "finishSecret"];

/** Longer than any next key is published before it is used. */
const HOURS = 3 * 3600;

/** The first deployment fills the secrets, and sets what SMS may cost in the account; a later one changes that. */
export async function deploy(stage: DeployedStage): Promise<void> {
  const { cloud } = stage;
  const names = ["recipient", "passcode", "cookie", "form", "signing", "verifying", "factor"].map((name) => [
    name,
    `latchkey/prod/${name}`,
  ]);
  await request(stage, "fill-secrets", "Create", { secretIds: Object.fromEntries(names) as object });
  assert.deepEqual(
    [...cloud.secrets.keys()].filter((id) => valueOf(cloud.secrets, id) === undefined),
    [],
  );

  await request(stage, "set-sms-account", "Create", { monthlySpendUsd: "50", senderId: "Latchkey" });
  assert.equal(cloud.smsAttributes.get("MonthlySpendLimit"), "50");
  await request(stage, "set-sms-account", "Update", { monthlySpendUsd: "60" });
  assert.equal(cloud.smsAttributes.get("MonthlySpendLimit"), "60");
}

/** Secrets Manager rotates every secret that rotates; then the keys of one have leaked. */
export async function rotate(stage: DeployedStage): Promise<void> {
  const { invoke, cloud } = stage;
  for (const name of ROTATING_SECRETS) {
    const id = `latchkey/prod/${name}`;
    letHoursPass(stage, id);
    const before = valueOf(cloud.secrets, id);
    const version = randomUUID();
    // Secrets Manager labels a version without a value before the first step.
    cloud.secrets.get(id)?.set(version, { labels: new Set(["AWSPENDING"]) });
    for (const Step of STEPS) {
      assert.equal(valueOf(cloud.secrets, id), before, `${name} changes with the last step`);
      await invoke("rotate-secrets", { Step, SecretId: id, ClientRequestToken: version });
    }
    assert.notEqual(valueOf(cloud.secrets, id), before, `${name} is rotated`);
  }

  const leaked = valueOf(cloud.secrets, "latchkey/prod/cookie");
  await invoke("rotate-secrets", { secret: "cookie", revoke: true });
  assert.notEqual(valueOf(cloud.secrets, "latchkey/prod/cookie"), leaked, "the leaked keys are replaced");
}

/** Asks a function as CloudFormation asks for a custom resource. */
async function request(
  { invoke, cloud }: DeployedStage,
  name: string,
  RequestType: "Create" | "Update",
  ResourceProperties: object,
): Promise<void> {
  await invoke(name, {
    RequestType,
    ResourceProperties,
    OldResourceProperties: {},
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "Resource",
    ResponseURL: `${cloud.endpoint}/answer`,
  });
  assert.match(cloud.put.at(-1) ?? "", /"Status":"SUCCESS"/);
}

interface Aged {
  readonly nextSince: number;
}

const aged = <Keys extends Aged>(keys: Keys) => ({ ...keys, nextSince: keys.nextSince - HOURS });

/** A test does not wait: the next keys are said to have been published earlier. */
function letHoursPass({ cloud }: DeployedStage, id: string): void {
  const version = [...(cloud.secrets.get(id)?.values() ?? [])].find(({ labels }) => labels.has("AWSCURRENT"));
  assert.ok(version?.value, `${id} has a value`);
  const held = JSON.parse(version.value) as Aged & { readonly es256?: Aged };
  version.value = JSON.stringify({ ...aged(held), ...(held.es256 && { es256: aged(held.es256) }) });
}
