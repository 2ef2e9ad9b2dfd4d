import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { solvePuzzle } from "../../client/src/solve-puzzle.ts";
import { powCheck } from "../../functions/bot-check/pow.ts";
import { turnstileCheck, type TurnstileOptions } from "../../functions/bot-check/turnstile.ts";
import { type StandInTurnstile, standInTurnstile } from "../support/stand-in-turnstile.ts";
import { recordingObserver } from "../support/service.ts";
import { keyNamed } from "../unit/builders.ts";
import { ANNA, botCheckContract, NOW } from "./bot-check-contract.ts";

const key = { kid: 1, key: keyNamed("form") };
const keys = { current: () => Promise.resolve(key), find: () => Promise.resolve(key) };

describe("the bot check by a puzzle of SHA-256", () => {
  botCheckContract(() =>
    Promise.resolve({
      check: powCheck(keys, randomBytes, 1000),
      solve: async (puzzle) => (await solvePuzzle(puzzle)) ?? "",
    }),
  );
});

let serial = 0;
const goodToken = () => `good-${++serial}`;

/** A check that asks a stand-in of Cloudflare. */
async function turnstile(options: Partial<TurnstileOptions> = {}) {
  const cloudflare = await standInTurnstile();
  const observer = recordingObserver();
  const check = turnstileCheck({
    siteKey: "0x4AAAAAAAexample",
    onFault: "refuse",
    hostnames: ["id.example.com", "app.example.com"],
    readSecretKey: () => Promise.resolve(cloudflare.secretKey),
    url: cloudflare.url,
    ...{ observer, ...options },
  });
  const told = () =>
    observer.records.filter(({ event }) => event === "bot-check-fault").map(({ fields }) => fields);
  return { cloudflare, check, told, observer };
}

describe("the bot check by Turnstile", () => {
  botCheckContract(async () => {
    const { check } = await turnstile();
    return { check, solve: () => Promise.resolve(goodToken()) };
  });

  it("has one puzzle, the owner's widget, and tells Cloudflare neither network nor recipient", async () => {
    const { check, cloudflare } = await turnstile();
    expect(await check.puzzle(ANNA, NOW)).toEqual({
      ...{ use: "turnstile", siteKey: "0x4AAAAAAAexample", action: "otp-request" },
    });
    const token = goodToken();
    await check.isSolved(token, ANNA, NOW);
    expect(cloudflare.asked).toEqual([
      {
        secret: cloudflare.secretKey,
        response: token,
        idempotency_key: expect.stringMatching(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        ),
      },
    ]);
  });

  it("asks nothing about what is no token", async () => {
    const { check, cloudflare } = await turnstile();
    for (const text of ["", "made up", "a".repeat(2049)]) await check.isSolved(text, ANNA, NOW);
    expect(cloudflare.asked).toEqual([]);
  });

  it("refuses a token of another site or of another form, and takes one that names neither", async () => {
    const { check, cloudflare, told } = await turnstile();
    const cases: [object, boolean][] = [
      [{ hostname: "id.example.com", action: "otp-request" }, true],
      [{ hostname: "app.example.com", action: "" }, true],
      [{}, true],
      [{ hostname: "evil.example", action: "otp-request" }, false],
      [{ hostname: "sub.id.example.com" }, false],
      [{ hostname: "id.example.com", action: "newsletter" }, false],
    ];
    for (const [said, right] of cases) {
      cloudflare.said = said as StandInTurnstile["said"];
      expect([said, await check.isSolved(goodToken(), ANNA, NOW)]).toEqual([said, right]);
    }
    expect(told()).toEqual([]);
  });

  it("does not count a wrong or a used token as an outage, whatever the owner wants of one", async () => {
    const { check, told } = await turnstile({ onFault: "allow" });
    const token = goodToken();
    await check.isSolved(token, ANNA, NOW);
    expect(await check.isSolved(token, { ...ANNA, origin: "b" as typeof ANNA.origin }, NOW)).toBe(false);
    expect(await check.isSolved("wrong", ANNA, NOW)).toBe(false);
    expect(told()).toEqual([]);
  });
});

const json = (status: number, body: unknown): NonNullable<StandInTurnstile["broken"]> => {
  return (_, res) => void res.writeHead(status).end(JSON.stringify(body));
};
const refusal = (...codes: string[]) => json(200, { success: false, "error-codes": codes });

describe.each(["refuse", "allow"] as const)("while Turnstile cannot be asked, with onFault %s", (onFault) => {
  const outages: [string, NonNullable<StandInTurnstile["broken"]>, string][] = [
    ["it hangs", () => undefined, "timeout"],
    ["it hangs up", (_, res) => void res.destroy(), "unreachable"],
    ["it fails", (_, res) => void res.writeHead(503).end("<html>"), "503"],
    ["a success comes with a fault", json(502, { success: true }), "502"],
    ["it answers in HTML", (_, res) => void res.writeHead(200).end("<html>"), "not-understood"],
    ["it answers nothing", (_, res) => void res.writeHead(200).end(), "not-understood"],
    ["it says neither yes nor no", json(200, { success: "true" }), "not-understood"],
    ["a proxy limits it", json(429, "slow down"), "not-understood"],
    ["it has a fault of its own", refusal("internal-error"), "internal-error"],
    ["it leads elsewhere", (_, res) => void res.writeHead(302, { location: "/" }).end(), "unreachable"],
  ];

  it.each(outages)("the owner's wish counts, and is told: %s", async (_, broken, reason) => {
    const timeoutMilliseconds = reason === "timeout" ? 200 : 20_000;
    const { check, cloudflare, told } = await turnstile({ onFault, timeoutMilliseconds });
    cloudflare.broken = broken;
    expect(await check.isSolved(goodToken(), ANNA, NOW)).toBe(onFault === "allow");
    expect(told()).toEqual([{ outcome: onFault === "allow" ? "allowed" : "refused", reason }]);
    expect(cloudflare.asked).toHaveLength(1);
  });

  it.each([
    ["of the secret key", refusal("invalid-input-secret"), "invalid-input-secret"],
    ["of the question", refusal("bad-request"), "bad-request"],
    ["that is not known", refusal("a-new-code"), "a-new-code"],
    ["without a reason", json(200, { success: false }), "not-understood"],
    ["with markup for a reason", refusal("<b>"), "not-understood"],
  ])("a refusal %s is no outage: nothing passes, and it is told", async (_, broken, reason) => {
    const { check, cloudflare, told } = await turnstile({ onFault });
    cloudflare.broken = broken;
    expect(await check.isSolved(goodToken(), ANNA, NOW)).toBe(false);
    expect(told()).toEqual([{ outcome: "refused", reason }]);
  });

  it("nothing passes without the secret key, which is a fault to be told of", async () => {
    const readSecretKey = () => Promise.reject(new Error("no key"));
    const { check, cloudflare, told, observer } = await turnstile({ onFault, readSecretKey });
    expect(await check.isSolved(goodToken(), ANNA, NOW)).toBe(false);
    expect(told()).toEqual([{ outcome: "refused", reason: "no-secret-key" }]);
    expect(observer.records.map(({ event }) => event)).toContain("fault bot-check");
    expect(cloudflare.asked).toEqual([]);
  });
});
