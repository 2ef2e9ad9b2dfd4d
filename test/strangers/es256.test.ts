import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeProtectedHeader } from "jose";
import { type Issuer, startIssuer } from "./support/issuer.ts";
import { place, startSite } from "./support/site.ts";

const hasPython = spawnSync("python3", ["-c", "import joserfc"]).status === 0;

/** As a backend in Python would: the key set, the token, and the algorithms that it names. */
const CHECK = `
import json, sys
from joserfc import jwt
from joserfc.jwk import KeySet
keys, token, issuer, algorithms = sys.argv[1:]
claims = jwt.decode(token, KeySet.import_key_set(json.loads(keys)), algorithms=algorithms.split(",")).claims
assert claims["iss"] == issuer and claims["aud"] == "latchkey"
print(claims["sub"])
`;

let issuer: Issuer;
let token: string;
let subject: unknown;
beforeAll(async () => {
  issuer = await startIssuer({ session: { algorithm: "ES256" } });
  const { body } = await issuer.service.post("/otp/verify", await issuer.service.challenge());
  ({ subject } = body);
  token = String(body.token);
  expect(decodeProtectedHeader(token).alg).toBe("ES256");
});

/** The same claims with a signature that no key made. */
const forged = () => `${token.split(".").slice(0, 2).join(".")}.${"A".repeat(86)}`;

describe("a token of a stage with ES256", () => {
  it("is taken by aws-jwt-verify as it comes, and no forged one is", async () => {
    const site = await place();
    await startSite("aws-jwt-verify.js", issuer, site, { audience: "latchkey" });
    const asked = (bearer: string) => fetch(site.home, { headers: { authorization: `Bearer ${bearer}` } });
    const answer = await asked(token);
    expect([answer.status, await answer.json()]).toMatchObject([200, { sub: subject }]);
    expect((await asked(forged())).status).toBe(401);
  });
});

if (!hasPython) console.warn("Python's joserfc is not installed: skipped");
(hasPython ? describe : describe.skip)("a backend in Python", () => {
  const check = async (shown: string, algorithms: string) => {
    const { text } = await issuer.service.get("/.well-known/jwks.json");
    return promisify(execFile)("python3", ["-c", CHECK, text, shown, issuer.url, algorithms]);
  };

  it("takes a token of a stage with ES256 where it names both algorithms, and no forged one", async () => {
    expect((await check(token, "RS256,ES256")).stdout.trim()).toBe(subject);
    await expect(check(forged(), "RS256,ES256")).rejects.toThrow("BadSignature");
  });

  it("refuses one where it names RS256 alone: both have to be named before the change", async () => {
    await expect(check(token, "RS256")).rejects.toThrow("not allowed");
  });
});
