import assert from "node:assert/strict";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { streamRecord } from "../../bin/local/pump.ts";
import type { BatchResult } from "../../functions/stream/batch.ts";
import type { WindowResult } from "../../functions/stream/window.ts";
import { cancelToken } from "../../functions/domain/cancel-token.ts";
import { inferAddressKind } from "../../functions/domain/address-kind.ts";
import { readChallengeId } from "../../functions/domain/challenge-id.ts";
import { parseRecipient, recipientKey } from "../../functions/domain/recipient.ts";
import { routes } from "../../functions/routes.ts";
import { toItem } from "../../functions/storage/dynamodb/challenge-item.ts";
import { aChallenge } from "../support/challenge.ts";
import { START } from "../support/service.ts";
import { eventually } from "../support/eventually.ts";
import { valueOf } from "../support/secret-versions.ts";
import { logsEvent, sesEvent, snsLine, topicEvent } from "../support/receipts.ts";
import { apiEvent, sixteen } from "../unit/builders.ts";
import type { DeployedStage } from "./deployed-stage.ts";
import { useApp } from "./play-app.ts";
import { attackStage } from "./play-attack.ts";
import { deploy, rotate } from "./operate-stage.ts";

export type HandlerOfRoute = (typeof routes)[number]["handler"];

/** What a function answered. */
export interface Answer {
  readonly status: number;
  readonly location: string;
  readonly text: string;
  readonly body: Readonly<Record<string, string>>;
  /** As a browser sends them back. */
  readonly cookie: string;
}

export const JSON_TYPE = { "content-type": "application/json" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };

/**
 * Everything that the functions of a stage can be made to do, from the first deployment to the last sign-out, once. Each
 * branch that makes a call of its own has its line; a new function adds an act.
 */
export async function playLife(stage: DeployedStage): Promise<void> {
  await deploy(stage);
  await register(stage);
  await publish(stage);
  const { challengeId, cookie } = await ask(stage);
  await deliver(stage);
  await look(stage, challengeId, cookie);
  await keepBooks(stage);
  await report(stage);
  await stop(stage);
  const session = await verify(stage, challengeId);
  await follow(stage);
  await useApp((handler, event) => call(stage, handler, event), session.sessionToken);
  await useSession(stage, session);
  await attackStage(stage, (handler, event) => call(stage, handler, event));
  await rotate(stage);
}

/** One customer with two contacts, as the owner puts them into the table. */
async function register({ cloud }: DeployedStage): Promise<void> {
  const { key } = JSON.parse(valueOf(cloud.secrets, "latchkey/prod/recipient") ?? "{}") as { key: string };
  const secret = Buffer.from(key, "base64url");
  for (const text of ["anna@example.com", "+14155550123", "victim@example.com"]) {
    const parsed = parseRecipient(text, inferAddressKind(text), "US");
    assert.ok(parsed.kind === "recipient");
    const customerId = text.startsWith("victim") ? "c-2" : "c-1";
    await cloud.storage.customers.put(recipientKey(secret, parsed.recipient), {
      customerId,
      status: "active",
    });
  }
}

async function publish(stage: DeployedStage): Promise<void> {
  assert.equal((await call(stage, "publish-keys")).status, 200);
  assert.equal((await call(stage, "describe-issuer")).status, 200);
  assert.equal((await call(stage, "describe-api")).status, 200);
}

/** A challenge by e-mail through the API, asked for twice with one key, and one by SMS through the page. */
async function ask(stage: DeployedStage) {
  const headers = { ...JSON_TYPE, "idempotency-key": "0123456789abcdef" };
  const body = JSON.stringify({ recipient: "anna@example.com" });
  const asked = await call(stage, "request-code", { headers, body });
  assert.equal(asked.status, 202);
  assert.equal((await call(stage, "request-code", { headers, body })).status, 202);

  const page = await call(stage, "show-request", { headers: { accept: "text/html" } });
  assert.match((await call(stage, "serve-script", {})).text, /requestSubmit/);
  const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
  const posted = await call(stage, "request-code", {
    headers: { ...FORM_TYPE, cookie: page.cookie },
    body: new URLSearchParams({ form, channel: "sms", sms: "+14155550123" }).toString(),
  });
  assert.equal(posted.status, 303, posted.text);
  return { challengeId: asked.body.challengeId ?? "", cookie: `${page.cookie}; ${posted.cookie}` };
}

/** The stream puts sends on the queues; a provider that is down has one come again; one is for a challenge that is gone. */
async function deliver(stage: DeployedStage): Promise<void> {
  const { cloud } = stage;
  assert.equal(await consumeStream(stage, "dispatch"), 0);
  const nobody = { recipientKey: "AAAAAAAAAAAAAAAAAAAAAA", nonce: "AAAAAAAAAAAAAAAAAAAAAA", send: 1 };
  for (const [channel, action, tries] of [
    ["email", "ses:SendRawEmail", 2],
    ["sms", "sns:Publish", 1],
  ] as const) {
    const gone = JSON.stringify({ ...nobody, channel });
    const orders = cloud.queues.get(`latchkey-prod-${channel}`) ?? [];
    assert.equal(orders.length, 1);
    const sent = cloud.messages.length;
    // All tries of the call fail: the message comes back, and finds the send free. A second try of an SMS is paid for.
    cloud.fail(action, tries);
    assert.equal(await consumeQueue(stage, `deliver-code-${channel}`, orders), 1);
    assert.equal(await consumeQueue(stage, `deliver-code-${channel}`, [...orders, gone]), 0);
    assert.equal(cloud.messages.length, sent + 1, `${action} sends one message`);
  }
}

/** Twenty SMS of half an hour ago to numbers beside one that was just sent one, and which is approved: theirs are stopped. */
export async function keepBooks({ cloud, invoke }: DeployedStage): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const { after } = cloud.changes.find((change) => change.after?.channel?.S === "sms") ?? {};
  assert.ok(after);
  const unused = Array.from({ length: 20 }, (_, index) => ({
    before: undefined,
    after: {
      ...after,
      ...{ sk: { S: `challenge#${sixteen(`unused ${index}`)}` }, createdAt: { N: String(now - 1800) } },
    },
  }));
  const approved = {
    before: after,
    after: { ...after, status: { S: "approved" }, approvedAt: { N: String(now) } },
  };
  const locked = { before: after, after: { ...after, attempts: after.maxAttempts ?? { N: "5" } } };
  const Records = [...unused, { before: undefined, after }, approved, locked].map((change, index) =>
    streamRecord(change, index, now),
  );
  const shardId = "shardId-00000001765400000000-0a1b2c3d";
  const result = await invoke<WindowResult>("bookkeep", { Records, shardId, state: {} });
  assert.equal(JSON.stringify(result), JSON.stringify({ state: {}, batchItemFailures: [] }));
}

/** The page and the API tell where a challenge stands; a resend is refused, and then taken. */
async function look(stage: DeployedStage, challengeId: string, cookie: string): Promise<void> {
  const body = JSON.stringify({ challengeId });
  assert.equal((await call(stage, "read-status", { headers: JSON_TYPE, body })).status, 200);
  const linked = await call(stage, "show-link", {
    headers: { accept: "text/html", cookie },
    pathParameters: { link: "link" },
  });
  assert.match(linked.text, /data-marks="\[\[/);
  const shown = await call(stage, "show-verify", { headers: { accept: "text/html", cookie } });
  assert.equal(shown.status, 200);
  // The cooldown of a second: this one answers 429 first, on a quick machine.
  const resent = await eventually(
    () => call(stage, "resend-code", { headers: JSON_TYPE, body }),
    ({ status }) => status === 202,
  );
  assert.equal(resent.status, 202, resent.text);
  // A form that is refused answers with the page of its challenge.
  const form = /name="form" value="([^"]+)"/.exec(shown.text)?.[1] ?? "";
  const refused = await call(stage, "resend-code", {
    headers: { ...FORM_TYPE, cookie, "sec-fetch-site": "cross-site" },
    body: new URLSearchParams({ form }).toString(),
  });
  assert.equal(refused.status, 403);
  // The SMS of the page costs money once more.
  const paid = await eventually(
    () =>
      call(stage, "resend-code", {
        headers: { ...FORM_TYPE, cookie },
        body: new URLSearchParams({ form }).toString(),
      }),
    () => stage.cloud.calls.get("latchkey-prod-resend")?.has("items of spend#*") === true,
  );
  assert.equal(paid.status, 303, paid.text);
  const wrong = await call(stage, "verify-code", {
    headers: { ...FORM_TYPE, cookie },
    body: new URLSearchParams({ form, code: "000000" }).toString(),
  });
  // Its page comes by address, with what was wrong.
  assert.equal(wrong.status, 303, wrong.text);
}

/** SES tells of an e-mail that came back, SNS of an SMS that this service never sent. */
async function report({ invoke }: DeployedStage): Promise<void> {
  const of = { recipientKey: sixteen("anna"), nonce: sixteen("nonce"), send: 1 };
  await invoke("record-receipt", topicEvent(sesEvent("hardBounce", of)));
  await invoke("record-receipt", logsEvent([snsLine("unknown", "SUCCESS", "accepted")], 0));
}

/** A challenge that the user did not want: its link is opened and clicked, twice; another link leads to nothing. */
async function stop(stage: DeployedStage): Promise<void> {
  const body = JSON.stringify({ recipient: "victim@example.com" });
  const asked = await call(stage, "request-code", { headers: JSON_TYPE, body });
  const { current, keys } = JSON.parse(valueOf(stage.cloud.secrets, "latchkey/prod/passcode") ?? "{}") as {
    current: number;
    keys: Record<string, string>;
  };
  const key = Buffer.from(keys[current] ?? "", "base64url");
  const reference = readChallengeId(asked.body.challengeId ?? "", key);
  assert.ok(reference);
  const gone = { ...reference, nonce: "AAAAAAAAAAAAAAAAAAAAAA" };
  for (const [of, shown, clicked] of [
    [reference, 200, 204],
    [reference, 200, 204],
    [gone, 404, 404],
  ] as const) {
    const t = cancelToken(of, current, key);
    const page = await call(stage, "show-not-me", { queryStringParameters: { t } });
    assert.equal(page.status, shown);
    const click = await call(stage, "cancel-challenge", { headers: JSON_TYPE, body: JSON.stringify({ t }) });
    assert.equal(click.status, clicked);
  }
}

async function verify(stage: DeployedStage, challengeId: string) {
  const code = /^\d{6}/.exec(stage.cloud.messages[0] ?? "")?.[0] ?? "";
  const guess = (text: string) =>
    call(stage, "verify-code", { headers: JSON_TYPE, body: JSON.stringify({ challengeId, code: text }) });
  const wrong = code.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
  assert.equal((await guess(wrong)).status, 401);
  const right = await guess(code);
  assert.equal(right.status, 200, right.text);
  return { token: right.body.token ?? "", sessionToken: right.body.sessionToken ?? "" };
}

/** After an approval, the wrong guess before it is taken back. An old order is given up, for a challenge that is gone too. */
async function follow(stage: DeployedStage): Promise<void> {
  assert.equal(await consumeStream(stage, "dispatch"), 0);
  // Opened long ago, in another table.
  const after = marshall(toItem(aChallenge(), 0), { removeUndefinedValues: true });
  const Records = [streamRecord({ before: undefined, after }, 0, START)];
  const { batchItemFailures } = await stage.invoke<BatchResult>("dispatch", { Records });
  assert.equal(batchItemFailures.length, 0);
}

async function useSession(
  stage: DeployedStage,
  { token, sessionToken }: { token: string; sessionToken: string },
) {
  for (const credential of [sessionToken, token]) {
    const headers = { authorization: `Bearer ${credential}` };
    assert.equal((await call(stage, "read-session", { headers })).status, 200);
  }
  for (const [credential, body] of [
    [token, '{"all":true}'],
    [sessionToken, "{}"],
  ] as const) {
    const headers = { ...JSON_TYPE, authorization: `Bearer ${credential}` };
    assert.equal((await call(stage, "log-out", { headers, body })).status, 204);
  }
  // What apps were granted of the sessions ends with them.
  assert.equal(await consumeStream(stage, "dispatch"), 0);
}

/** Parts of an event that acts differ in. */
export type CallEvent = Partial<
  Pick<APIGatewayProxyEvent, "headers" | "body" | "queryStringParameters" | "pathParameters">
>;

/** Calls an address. */
export async function call(
  stage: DeployedStage,
  handler: HandlerOfRoute,
  { headers = {}, body = null, queryStringParameters = null, pathParameters = null }: CallEvent = {},
): Promise<Answer> {
  const route = routes.find((one) => one.handler === handler);
  if (!route) throw new Error(`no route has the handler ${handler}`);
  const { method, path } = route;
  const event = apiEvent({
    httpMethod: method,
    path,
    headers,
    body,
    queryStringParameters,
    pathParameters,
  });
  const result = await stage.invoke<APIGatewayProxyResult>(route.function, event);
  stage.answered.add(handler);
  const isJson = String(result.headers?.["content-type"]).includes("json");
  const cookies = (result.multiValueHeaders?.["set-cookie"] ?? []).map((line) => String(line).split(";")[0]);
  return {
    status: result.statusCode,
    location: String(result.headers?.location ?? ""),
    text: result.body,
    body: isJson && result.body !== "" ? (JSON.parse(result.body) as Answer["body"]) : {},
    cookie: cookies.join("; "),
  };
}

/** @returns how many records have to come again */
export async function consumeStream({ cloud, invoke }: DeployedStage, name: string): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  const Records = cloud.changes.map((change, index) => streamRecord(change, index, now));
  return (await invoke<BatchResult>(name, { Records })).batchItemFailures.length;
}

/** @returns how many messages have to come again */
export async function consumeQueue(
  { invoke }: DeployedStage,
  name: string,
  bodies: readonly string[],
): Promise<number> {
  const attributes = { ApproximateReceiveCount: "1" };
  const Records = bodies.map((body, index) => ({
    messageId: String(index),
    receiptHandle: String(index),
    body,
    attributes,
  }));
  return (await invoke<BatchResult>(name, { Records })).batchItemFailures.length;
}
