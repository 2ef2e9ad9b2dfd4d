import assert from "node:assert/strict";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { functionsOf } from "../infrastructure/functions.ts";
import { permissionsOf } from "../infrastructure/permissions.ts";
import { type DeployedStage, deployStage } from "./deployed-stage.ts";
import { deploy } from "./operate-stage.ts";
import { PARTITIONS } from "./recording-cloud.ts";
import { call, consumeQueue, consumeStream, JSON_TYPE, keepBooks } from "./played-life.ts";

const HEX = "0123456789abcdef0123456789abcdef";
const OVERRIDE = {
  settings: {
    channels: {
      sms: {
        providers: [
          {
            ...{ use: "aws-sms", originationIdentity: `pool-${HEX}` },
            protectConfigurationId: `protect-${HEX}`,
          },
        ],
      },
      voice: { enabled: true, providers: [{ use: "aws-voice", originationIdentity: `phone-${HEX}` }] },
    },
  },
};

let stage: DeployedStage;
beforeAll(async () => {
  stage = await deployStage("prod", OVERRIDE);
  await deploy(stage);
  await play("sms", "+14155550123");
  await play("voice", "+442079460018");
  await keepBooks(stage);
}, 300_000);

/** A code is asked for, sent, typed, and its message told of. */
async function play(channel: string, recipient: string): Promise<void> {
  const post = (handler: "request-code" | "verify-code", body: object) =>
    call(stage, handler, { headers: JSON_TYPE, body: JSON.stringify(body) });
  const deliver = async () => {
    assert.equal(await consumeStream(stage, "dispatch"), 0);
    const orders = stage.cloud.queues.get(`latchkey-prod-${channel}`)?.splice(0) ?? [];
    assert.equal(await consumeQueue(stage, `deliver-code-${channel}`, orders), 0);
    return orders.join();
  };
  const asked = await post("request-code", { recipient, channel });
  assert.equal(asked.status, 202, asked.text);
  await deliver();
  const said = (stage.cloud.messages.at(-1) ?? "").replaceAll(/<[^>]+>/g, "");
  const [code = ""] = /\d{6}/.exec(said) ?? [];
  const right = await post("verify-code", { challengeId: asked.body.challengeId, code });
  assert.equal(right.status, 200, right.text);
  assert.match(await deliver(), /"used":/);
}

describe("a code by End User Messaging, as it is deployed", () => {
  it.each(["sms", "voice"])(
    "made every call by %s with a grant, and has no grant without a call",
    (channel) => {
      const name = `latchkey-prod-deliver-code-${channel}`;
      const { template } = functionsOf(stage.app).find((one) => one.name === name)!;
      const granted = permissionsOf(stage.app, template, name).filter((line) =>
        line.startsWith("sms-voice:"),
      );
      const made = [...(stage.cloud.calls.get(name) ?? [])].filter((line) => line.startsWith("sms-voice:"));
      expect(made.sort()).toEqual(granted.sort());
      expect(made.length).toBeGreaterThan(2);
    },
  );
});

describe("the books of messages that cost money", () => {
  it("are kept by calls with a grant each, and no grant without a call, where numbers may be new", () => {
    const name = "latchkey-prod-bookkeep";
    const { template } = functionsOf(stage.app).find((one) => one.name === name)!;
    const actions = (lines: Iterable<string>) =>
      [...new Set([...lines].filter((line) => /^dynamodb:(?!.*Stream|.*Shard|GetRecords)/.test(line)))]
        .map((line) => line.split(" ")[0])
        .sort();
    const granted = actions(permissionsOf(stage.app, template, name));
    expect(granted.length).toBeGreaterThan(1);
    expect(actions(stage.cloud.calls.get(name) ?? [])).toEqual(granted);
    const touched = [...(stage.cloud.calls.get(name) ?? [])].filter((line) => line.startsWith(PARTITIONS));
    expect(touched.sort()).toEqual(
      ["breaker", "events", "recent", "recipient", "spend", "stats"].map((one) => `${PARTITIONS}${one}#*`),
    );
  });
});
