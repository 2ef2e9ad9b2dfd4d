import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { mergeSettings } from "../../lib/stage-config.ts";
import { closeLater } from "../support/close-later.ts";
import {
  type AccountEndpoint,
  type ActionAnswer,
  inQuery,
  stackIn,
  startAccountEndpoint,
} from "./account-endpoint.ts";
import { stage } from "./ready-account.ts";
import { preflightOf } from "./preflight-of.ts";

let account: AccountEndpoint;
let published: object | undefined;
let url: string;
beforeAll(async () => {
  account = await startAccountEndpoint();
  const server = createServer((_request, response) => {
    response.statusCode = published ? 200 : 502;
    response.end(published && JSON.stringify(published));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closeLater("the deployed stage", () => server.close());
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

/** What preflight says of the keys of a stage that is deployed, and answers with these. */
async function told(
  keys: object | undefined,
  algorithm = "ES256",
  answers: Record<string, ActionAnswer> = {},
) {
  published = keys;
  const outputs = `<Outputs><member><OutputKey>ApiUrl</OutputKey><OutputValue>${url}</OutputValue></member></Outputs>`;
  const answered = {
    "DescribeStacks latchkey-prod-data": stackIn("UPDATE_COMPLETE"),
    "DescribeStacks latchkey-prod-service": inQuery(
      `<Stacks><member><StackName>a</StackName><StackStatus>UPDATE_COMPLETE</StackStatus><CreationTime>2026-11-28T00:00:00Z</CreationTime>${outputs}</member></Stacks>`,
    ),
    ...answers,
  };
  const config = mergeSettings(stage, { settings: { session: { algorithm } } });
  const { lines } = await preflightOf(account, answered, config);
  return lines.filter((line) => line.includes("keys that sign tokens"));
}

const ROTATE = "npm run keys:rotate -- --stage prod --secret signing";

describe("a stage that is to sign with ES256", () => {
  it("is fine where it publishes such keys", async () => {
    expect(await told({ keys: [{ alg: "RS256" }, { alg: "ES256" }] })).toEqual([
      "fine    keys that sign tokens: keys for ES256 are published",
    ]);
  });

  it.each([
    ["publishes none", { keys: [{ alg: "RS256" }] }, "no key for ES256 is published"],
    ["does not answer", undefined, "the published keys could not be read"],
    ["answers something else", { message: "no" }, "the published keys could not be read"],
  ])("is told to rotate where it %s", async (_, keys, words) => {
    const [line = ""] = await told(keys);
    expect(line).toContain(`note    keys that sign tokens: ${words}`);
    expect(line).toContain(ROTATE);
  });

  it("has its keys from the first deployment", async () => {
    const none = { "DescribeStacks latchkey-prod-data": { error: "ValidationError" } };
    expect(await told(undefined, "ES256", none)).toEqual([
      "fine    keys that sign tokens: a new signing secret has keys for ES256",
    ]);
  });
});

describe("a stage that signs with RS256", () => {
  it("is asked for no keys", async () => {
    expect(await told({ keys: [] }, "RS256")).toEqual([]);
  });
});
