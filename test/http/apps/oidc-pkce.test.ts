import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  APP,
  authorizeAddress,
  basic,
  CALLBACK,
  CLIENTS,
  CONFIDENTIAL,
  pkce,
  SECRET,
  tokenFields,
} from "../../support/app.ts";
import { person, type Person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const STRICT = { ...CONFIDENTIAL, id: "strict", pkce: "required" };
const { verifier, challenge } = pkce();
const BACKEND = CONFIDENTIAL.redirectUris[0];
const WITHOUT = { code_challenge: undefined, code_challenge_method: undefined };

let service: TestService;
let user: Person;
beforeAll(async () => {
  service = await startTestService({ clients: [...CLIENTS.clients, STRICT] });
  user = person(service);
  await user.signIn();
});

const ask = async (change: Record<string, string | undefined>) => {
  const { leaves } = await user.open(authorizeAddress(challenge, change));
  return Object.fromEntries(leaves?.searchParams ?? []);
};

const code = async (change: Record<string, string | undefined> = {}) =>
  (await ask({ client_id: CONFIDENTIAL.id, redirect_uri: BACKEND, ...change })).code ?? "";

/** What a library does that knows nothing of PKCE. */
const exchange = async (of: string, change: Record<string, string | undefined> = {}) => {
  const fields = { client_id: undefined, code_verifier: undefined, redirect_uri: BACKEND, ...change };
  const { status, body } = await service.form(
    "/otp/token",
    tokenFields(of, verifier, fields),
    basic(CONFIDENTIAL.id, SECRET),
  );
  return [status, body.error ?? "tokens"];
};

describe("an app with a secret", () => {
  it("signs a user in without PKCE", async () => {
    expect(await exchange(await code(WITHOUT))).toEqual([200, "tokens"]);
  });

  it("may use PKCE all the same, and then has to show its verifier", async () => {
    const of = await code();
    expect(await exchange(of)).toEqual([400, "invalid_grant"]);
    expect(await exchange(of, { code_verifier: "" })).toEqual([400, "invalid_grant"]);
    expect(await exchange(of, { code_verifier: verifier })).toEqual([200, "tokens"]);
  });

  it("is refused with a verifier where no challenge was sent, which an attacker may have taken away", async () => {
    const of = await code(WITHOUT);
    expect(await exchange(of, { code_verifier: verifier })).toEqual([400, "invalid_grant"]);
    expect(await exchange(of)).toEqual([200, "tokens"]);
  });

  it.each([
    { code_challenge: undefined },
    { code_challenge_method: undefined },
    { code_challenge_method: "plain" },
    { code_challenge: "short" },
  ])("is told what is wrong with half of it: %j", async (change) => {
    const parameters = { client_id: CONFIDENTIAL.id, redirect_uri: BACKEND, ...change };
    expect(await ask(parameters)).toMatchObject({ error: "invalid_request" });
  });

  it("gets no code without PKCE where the owner requires it", async () => {
    const strict = { client_id: STRICT.id, redirect_uri: BACKEND };
    expect(await ask({ ...strict, ...WITHOUT })).toMatchObject({ error: "invalid_request" });
    expect(await ask(strict)).toHaveProperty("code");
  });
});

describe("an app without a secret", () => {
  it("gets no code without PKCE, and no tokens without its verifier", async () => {
    expect(await ask(WITHOUT)).toMatchObject({ error: "invalid_request" });
    const { code: of = "" } = await ask({});
    for (const code_verifier of [undefined, ""]) {
      const { status, body } = await service.form("/otp/token", tokenFields(of, verifier, { code_verifier }));
      expect([status, body.error]).toEqual([400, "invalid_request"]);
    }
    const answer = await service.form("/otp/token", tokenFields(of, verifier));
    expect([answer.status, APP.redirectUris[0]]).toEqual([200, CALLBACK]);
  });
});
