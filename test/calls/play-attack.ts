import assert from "node:assert/strict";
import { originKey } from "../../functions/domain/origin.ts";
import { wrong } from "../support/service.ts";
import { eventually } from "../support/eventually.ts";
import { valueOf } from "../support/secret-versions.ts";
import type { DeployedStage } from "./deployed-stage.ts";
import type { Answer, CallEvent, HandlerOfRoute } from "./played-life.ts";

type Call = (handler: HandlerOfRoute, event?: CallEvent) => Promise<Answer>;

const JSON_TYPE = { "content-type": "application/json" };

/** The network that all calls come from guesses ten times within an hour, and asks for more than it may: each is noted. */
export async function attackStage({ cloud }: DeployedStage, call: Call): Promise<void> {
  const post = (handler: HandlerOfRoute, body: object) =>
    call(handler, { headers: JSON_TYPE, body: JSON.stringify(body) });
  const noted = (name: string) =>
    cloud.calls.get(`latchkey-prod-${name}`)?.has("items of attacks#*") === true;
  const { key } = JSON.parse(valueOf(cloud.secrets, "latchkey/prod/recipient") ?? "{}") as { key: string };
  const origin = originKey(Buffer.from(key, "base64url"), "192.0.2.1");
  const write = (index: number) => ({ by: `attack-${index}`, now: Math.floor(Date.now() / 1000) });
  const { origins } = cloud.storage;

  const asked = await post("request-code", { recipient: "attacked@example.com" });
  assert.equal(asked.status, 202, asked.text);
  const { challengeId } = asked.body;
  let [guesses, index] = [0, 0];
  while (guesses < 9)
    guesses = await origins.countWrong(origin, { wrongPerHour: 20 }, { ...write(index++), again: true });
  assert.equal((await post("verify-code", { challengeId, code: wrong("000000") })).status, 401);
  assert.ok(noted("verify"));

  const limits = { perHour: 1000, paidPerHour: 1000 };
  for (let sends = 0; sends < 40; sends++)
    await origins.count(origin, limits, { ...write(index++), paid: false });
  assert.equal((await post("request-code", { recipient: "another@example.com" })).status, 429);
  assert.ok(noted("request"));
  // Its cooldown of a second answers first, on a quick machine.
  await eventually(
    () => post("resend-code", { challengeId }),
    () => noted("resend"),
  );
}
