import { beforeAll, describe, expect, it } from "@jest/globals";
import express from "express";
import { Hono } from "hono";
import { type CheckOptions, requireToken as expressCheck } from "../../client/src/express.ts";
import { requireToken as honoCheck } from "../../client/src/hono.ts";
import { authorizer, simpleAuthorizer } from "../../client/src/lambda.ts";
import type { Transaction } from "../../client/src/transaction.ts";
import { type VerifyOptions, verifyToken } from "../../client/src/verify-token.ts";
import { LOCAL_SERVER_KEY } from "../../bin/local/front.ts";
import { startServer } from "../support/start-server.ts";
import { startTestService, type TestService } from "../support/service.ts";

const KEY = { "x-api-key": LOCAL_SERVER_KEY };
const named: Transaction = { amount: "EUR 120.00", payee: "Café Müller", reference: "order-7" };
const refused = { ok: false, fault: "transaction" };

let service: TestService;
let mine: VerifyOptions;
let serial = 0;

beforeAll(async () => {
  service = await startTestService({ transactionPurposes: ["sell-shares"] });
  mine = { issuer: service.url, audience: "latchkey", clock: () => service.clock.now() };
});

/** Has a code typed that confirms this, and gives the token of that. */
async function tokenFor(body: object): Promise<string> {
  const recipient = `payer${++serial}@example.com`;
  const asked = await service.post("/server/otp/request", { recipient, ...body }, KEY);
  await service.settled();
  const sent = { challengeId: asked.body.challengeId, code: service.code(recipient) };
  return String((await service.post("/server/otp/verify", sent, KEY)).body.token);
}

/** What differs from `named` in one thing, and what is none at all. */
const OTHERS: readonly (readonly [string, unknown])[] = [
  ["another amount", { ...named, amount: "EUR 1200.00" }],
  ["an amount of other digits", { ...named, amount: "EUR １２０.00" }],
  ["an amount with a letter for a digit", { ...named, amount: "EUR 12O.00" }],
  ["an amount that is the same sum", { ...named, amount: "EUR 120.0" }],
  ["an amount with another space", { ...named, amount: "EUR\u00a0120.00" }],
  ["a number", { ...named, amount: 120 }],
  ["another payee", { ...named, payee: "Café Muller" }],
  ["a payee of other letters", { ...named, payee: "Саfé Müller" }],
  ["a payee in another normal form", { ...named, payee: "Café Müller".normalize("NFD") }],
  ["a payee in capitals", { ...named, payee: "CAFÉ MÜLLER" }],
  ["a payee with a space after it", { ...named, payee: "Café Müller " }],
  ["another reference", { ...named, reference: "order-8" }],
  ["no reference", { amount: named.amount, payee: named.payee }],
  ["no reference that is there", { ...named, reference: undefined }],
  ["no payee", { amount: named.amount, reference: named.reference }],
  ["a member more", { ...named, currency: "EUR" }],
  ["nothing in it", {}],
  ["a list", [named]],
  ["a text", JSON.stringify(named)],
  ["null", null],
  ["what was not found", undefined],
];

describe("a token that confirms a transaction", () => {
  it("is good for that one, in whatever order its members stand", async () => {
    const token = await tokenFor({ transaction: named });
    const { reference, payee, amount } = named;
    for (const transaction of [named, { reference, payee, amount }]) {
      const verified = await verifyToken(token, { ...mine, transaction });
      expect(verified).toMatchObject({
        ok: true,
        claims: { purpose: "confirm-transaction", transaction: named, jti: expect.any(String) },
      });
    }
  });

  it("is asked for by options of any make: a login passes for no payment", async () => {
    class Options implements VerifyOptions {
      readonly issuer = mine.issuer;
      readonly audience = mine.audience;
      readonly clock = () => service.clock.now();
      get transaction() {
        return named;
      }
    }
    const { body } = await service.post(
      "/otp/verify",
      await service.challenge(`payer${++serial}@example.com`),
    );
    expect(await verifyToken(String(body.token), new Options())).toMatchObject({ ok: false });
    const token = await tokenFor({ transaction: named });
    expect(await verifyToken(token, new Options())).toMatchObject({ ok: true });
    const ask = honoApp(new Options());
    expect((await (await ask)("order-7", String(body.token))).status).toBe(401);
    expect((await (await ask)("order-7", token)).status).toBe(200);
  });

  it("has no reference where there was none, whether the caller leaves it out or undefined", async () => {
    const { amount, payee } = named;
    const token = await tokenFor({ transaction: { amount, payee } });
    for (const transaction of [
      { amount, payee },
      { amount, payee, reference: undefined },
    ])
      expect(await verifyToken(token, { ...mine, transaction })).toMatchObject({ ok: true });
    expect(await verifyToken(token, { ...mine, transaction: named })).toEqual(refused);
  });

  it.each(OTHERS)("is refused for %s", async (_, transaction) => {
    const token = await tokenFor({ transaction: named });
    const options = { ...mine, transaction: transaction as Transaction };
    expect(await verifyToken(token, options)).toEqual(refused);
  });

  it("is refused by who does not say which: it signs no user in, and confirms nothing", async () => {
    const token = await tokenFor({ transaction: named });
    expect(await verifyToken(token, mine)).toEqual({ ok: false, fault: "purpose" });
    expect(await verifyToken(token, { ...mine, purpose: "confirm-transaction" })).toEqual(refused);
    const shares = await tokenFor({ purpose: "sell-shares", transaction: named });
    expect(await verifyToken(shares, { ...mine, purpose: "sell-shares" })).toEqual(refused);
  });

  it("is for its own purpose alone", async () => {
    const [payment, shares] = [
      await tokenFor({ transaction: named }),
      await tokenFor({ purpose: "sell-shares", transaction: named }),
    ];
    const asked = { ...mine, transaction: named };
    const ask = (token: string, purpose?: string) =>
      verifyToken(token, { ...asked, ...(purpose !== undefined && { purpose }) });
    expect(await ask(shares, "sell-shares")).toMatchObject({ ok: true });
    for (const [token, purpose] of [
      [payment, "sell-shares"],
      [payment, "login"],
      [shares, undefined],
      [shares, "confirm-transaction"],
    ] as const)
      expect(await ask(token, purpose)).toEqual({ ok: false, fault: "purpose" });
  });

  it("is refused when a word of it was changed", async () => {
    const [header, claims = "", signature] = (await tokenFor({ transaction: named })).split(".");
    const said = JSON.parse(Buffer.from(claims, "base64url").toString()) as object;
    const transaction = { ...named, payee: "Eve" };
    const forged = Buffer.from(JSON.stringify({ ...said, transaction })).toString("base64url");
    expect(await verifyToken([header, forged, signature].join("."), { ...mine, transaction })).toEqual({
      ok: false,
      fault: "invalid",
    });
  });

  it("can be shown again until it expires: its jti is what is used once", async () => {
    const token = await tokenFor({ transaction: named });
    const used = new Set<string>();
    const pay = async () => {
      const verified = await verifyToken(token, { ...mine, transaction: named });
      if (!verified.ok || used.has(verified.claims.jti)) return "refused";
      used.add(verified.claims.jti);
      return "paid";
    };
    expect([await pay(), await pay()]).toEqual(["paid", "refused"]);
  });
});

describe("a token that confirms none", () => {
  it("pays nothing, also where the transaction was not found", async () => {
    const login = await tokenFor({});
    const other = await tokenFor({ purpose: "change-contact" });
    for (const transaction of [named, undefined])
      for (const token of [login, other])
        expect(await verifyToken(token, { ...mine, transaction })).toEqual({ ok: false, fault: "purpose" });
    const purpose = "change-contact";
    for (const transaction of [named, undefined])
      expect(await verifyToken(other, { ...mine, purpose, transaction })).toEqual(refused);
    expect(await verifyToken(other, { ...mine, purpose })).toMatchObject({ ok: true });
  });
});

describe.each<[string, (how: CheckOptions<object>) => Promise<Ask>]>([
  ["Express", expressApp],
  ["Hono", honoApp],
])("a payment's route of %s", (_, start) => {
  it("pays the order that the code confirmed, once the token is known to be good", async () => {
    const asked: unknown[] = [];
    const told: unknown[] = [];
    const ask = await start({
      ...mine,
      onRefused: (fault) => void told.push(fault),
      transaction: (request, { sub }) => {
        asked.push(sub);
        return Promise.resolve(orderOf(request) === "7" ? named : undefined);
      },
    });
    const token = await tokenFor({ transaction: named });
    expect((await ask("7", token)).status).toBe(200);
    const other = await ask("8", token);
    expect([other.status, ((await other.json()) as { detail: string }).detail]).toEqual([
      401,
      "The code confirmed something else. Ask for a new one.",
    ]);
    expect(asked).toHaveLength(2);
    expect((await ask("7", await tokenFor({}))).status).toBe(401);
    expect((await ask("7", "forged.forged.forged")).status).toBe(401);
    expect(told).toEqual(["transaction", "purpose", "invalid"]);
    expect(asked).toHaveLength(2);
  });

  it("takes one that is said at once, and none that was not found", async () => {
    const token = await tokenFor({ transaction: named });
    expect((await (await start({ ...mine, transaction: named }))("7", token)).status).toBe(200);
    for (const not of [{ ...named, payee: "Eve" }, undefined])
      expect((await (await start({ ...mine, transaction: not }))("7", token)).status).toBe(401);
    expect((await (await start({ ...mine, transaction: undefined }))("7", await tokenFor({}))).status).toBe(
      401,
    );
  });

  it("answers 500 where the order cannot be read, and lets nothing pass", async () => {
    const ask = await start({
      ...mine,
      transaction: () => Promise.reject(new Error("the database is away")),
    });
    expect((await ask("7", await tokenFor({ transaction: named }))).status).toBe(500);
  });
});

describe("a Lambda authorizer", () => {
  it("takes no transaction, since API Gateway keeps its answer for the next request", async () => {
    const token = await tokenFor({ transaction: named });
    const event = { methodArn: "arn:api/prod/POST/pay", authorizationToken: `Bearer ${token}` };
    for (const purpose of ["login", "confirm-transaction"]) {
      await expect(authorizer({ ...mine, purpose })(event)).rejects.toThrow("Unauthorized");
      const headers = { authorization: `Bearer ${token}` };
      expect(await simpleAuthorizer({ ...mine, purpose })({ headers })).toEqual({ isAuthorized: false });
    }
    const naming: object = { ...mine, transaction: named };
    for (const make of [authorizer, simpleAuthorizer])
      expect(() => make(naming as VerifyOptions)).toThrow("An authorizer checks no transaction");
  });
});

type Ask = (order: string, token: string) => Promise<Response>;

/** The order that a request is about, in the framework's own way. */
function orderOf(request: object): string | undefined {
  if ("query" in request) return (request.query as { order?: string }).order;
  return (request as { req: { query(name: string): string | undefined } }).req.query("order");
}

async function expressApp(how: CheckOptions<object>): Promise<Ask> {
  const app = express();
  app.set("env", "test");
  app.use(expressCheck(how));
  app.post("/pay", (_, response) => void response.json({}));
  const { url } = await startServer("Express", (request, response) => void app(request, response));
  return (order, token) =>
    fetch(`${url}/pay?order=${order}`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
}

function honoApp(how: CheckOptions<object>): Promise<Ask> {
  const app = new Hono();
  app.use(honoCheck(how));
  app.post("/pay", (context) => context.json({}));
  app.onError((_, context) => context.json({}, 500));
  return Promise.resolve((order, token) =>
    Promise.resolve(
      app.request(`/pay?order=${order}`, { method: "POST", headers: { authorization: `Bearer ${token}` } }),
    ),
  );
}
