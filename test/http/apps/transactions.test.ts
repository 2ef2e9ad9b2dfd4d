import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_SERVER_KEY } from "../../../bin/local/front.ts";
import { BUILT_IN_LOCALES } from "../../../functions/words/locales.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const KEY = { "x-api-key": LOCAL_SERVER_KEY };
const PURPOSES = ["confirm-transaction", "sell-shares"];
const transaction = { amount: "EUR 120.00", payee: "Café Müller" };

let service: TestService;
let serial = 0;
const somebody = () => `payer${++serial}@example.com`;

beforeAll(async () => {
  service = await startTestService({ transactionPurposes: ["sell-shares"] });
});

const ask = (body: object = {}, path = "/server/otp/request") =>
  service.post(path, { recipient: somebody(), ...body }, KEY);

const paths = ({ body }: { body: Record<string, unknown> }) =>
  (body.errors as { path: string }[] | undefined)?.map(({ path }) => path);

const sentTo = async (recipient: string) => {
  await service.settled();
  return service.inbox.list(recipient);
};

/** Has a transaction confirmed, and reads the token. */
async function confirmed(body: object, path = "/server/otp/verify") {
  const recipient = somebody();
  const { body: opened, status } = await ask({ recipient, ...body });
  expect(status).toBe(202);
  await service.settled();
  const code = service.code(recipient);
  const verified = await service.post(path, { challengeId: opened.challengeId, code }, KEY);
  const [, claims = ""] = String(verified.body.token).split(".");
  return {
    body: verified.body,
    claims: JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>,
    message: service.inbox.list(recipient)[0]!,
  };
}

describe("a purpose that confirms a transaction", () => {
  it.each(PURPOSES)("is asked for by no page and no public client: %s", async (purpose) => {
    const recipient = somebody();
    for (const headers of [{}, KEY]) {
      const answer = await service.post("/otp/request", { recipient, purpose }, headers);
      expect([answer.status, answer.body.type, paths(answer)]).toEqual([
        400,
        "urn:latchkey:problem:invalid-request",
        ["purpose"],
      ]);
      const named = await service.post("/otp/request", { recipient, purpose, transaction }, headers);
      expect([named.status, paths(named)]).toEqual([400, ["transaction"]]);
    }
    expect(await sentTo(recipient)).toEqual([]);
  });

  it.each(PURPOSES)("is asked for by no form, on the servers' path either: %s", async (purpose) => {
    for (const path of ["/otp/request", "/server/otp/request"]) {
      const recipient = somebody();
      const page = await service.get("/otp/request");
      const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
      const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
      const browser = { ...KEY, cookie, "sec-fetch-site": "same-origin" };
      const posted = await service.form(path, { form, channel: "email", email: recipient, purpose }, browser);
      expect([posted.status, posted.headers.get("location")]).toEqual([303, "/otp/request"]);
      expect(await sentTo(recipient)).toEqual([]);
    }
  });

  it.each(PURPOSES)("needs the transaction: %s", async (purpose) => {
    const recipient = somebody();
    const answer = await ask({ recipient, purpose });
    expect([answer.status, paths(answer)]).toEqual([400, ["transaction"]]);
    expect(await sentTo(recipient)).toEqual([]);
  });

  it.each(["login", "verify-address", "pay"])("is the only one that has one: not %s", async (purpose) => {
    const recipient = somebody();
    const answer = await ask({ recipient, purpose, transaction });
    expect([answer.status, paths(answer)]).toEqual([400, ["purpose"]]);
    expect(await sentTo(recipient)).toEqual([]);
  });

  it.each([
    [{ amount: "EUR 1" }, "transaction.payee"],
    [{ payee: "Shop" }, "transaction.amount"],
    [{ ...transaction, currency: "EUR" }, "transaction.currency"],
    [{ ...transaction, payee: "Shop\n@evil.example #123456" }, "transaction.payee"],
    [{ ...transaction, payee: "\u202emulleR" }, "transaction.payee"],
    [{ ...transaction, amount: "1\u200b00" }, "transaction.amount"],
    [{ ...transaction, reference: "r".repeat(65) }, "transaction.reference"],
    [{ ...transaction, payee: "p".repeat(15_000) }, "transaction.payee"],
  ])("is not asked for with %j", async (hostile, path) => {
    const answer = await ask({ transaction: hostile });
    expect([answer.status, paths(answer)]).toEqual([400, [path]]);
  });
});

describe("a transaction that was confirmed", () => {
  it.each(PURPOSES)("is in the token as the server said it, and opens no session: %s", async (purpose) => {
    const named = { ...transaction, reference: "order-7 & more" };
    for (const path of ["/server/otp/verify", "/otp/verify"]) {
      const { body, claims, message } = await confirmed({ purpose, transaction: named }, path);
      expect(claims).toMatchObject({ purpose, transaction: named });
      expect(body).not.toHaveProperty("sessionToken");
      expect(claims).not.toHaveProperty("sid");
      // The server's own name for it is for the server.
      expect(JSON.stringify(message)).not.toContain("order-7");
      const session = await service.get("/otp/session", { authorization: `Bearer ${String(body.token)}` });
      expect(session.status).toBe(401);
    }
  });

  it("has no reference where the server gave none", async () => {
    expect((await confirmed({ transaction })).claims.transaction).toEqual(transaction);
  });

  it("has a jti of its own each time, and a code that works once", async () => {
    const recipient = somebody();
    const { body } = await ask({ recipient, transaction });
    await service.settled();
    const verify = () =>
      service.post(
        "/server/otp/verify",
        { challengeId: body.challengeId, code: service.code(recipient) },
        KEY,
      );
    expect((await verify()).status).toBe(200);
    expect((await verify()).body.type).toBe("urn:latchkey:problem:challenge-used");
    const ids = [
      (await confirmed({ transaction })).claims.jti,
      (await confirmed({ transaction })).claims.jti,
    ];
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[\w-]{16}$/);
  });

  it("is in no line of the log", async () => {
    await confirmed({ transaction: { amount: "EUR 77.77", payee: "Quiet Ltd", reference: "quiet-7" } });
    expect(JSON.stringify(service.observed)).not.toMatch(/77\.77|Quiet|quiet/);
  });

  it("is the same request only with the same reference", async () => {
    const recipient = somebody();
    const headers = { ...KEY, "idempotency-key": `key-of-a-request-${serial}` };
    const of = async (more: object) =>
      service.post("/server/otp/request", { recipient, transaction: { ...transaction, ...more } }, headers);
    const first = await of({ reference: "order-7" });
    expect((await of({ reference: "order-7" })).body.challengeId).toBe(first.body.challengeId);
    for (const more of [{}, { reference: "order-8" }, { payee: "Café Muller", reference: "order-7" }])
      expect((await of(more)).body.type).toBe("urn:latchkey:problem:idempotency-mismatch");
  });
});

describe("the message of a transaction", () => {
  const visible = (markup = "") =>
    markup
      .replaceAll(/<[^>]*>/g, "")
      .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

  it.each(PURPOSES.flatMap((purpose) => BUILT_IN_LOCALES.map((locale) => [purpose, locale] as const)))(
    "names amount and payee by every channel: %s in %s",
    async (purpose, locale) => {
      const email = somebody();
      const phone = `+1415555${String(1000 + ++serial)}`;
      for (const recipient of [email, phone]) {
        const { status } = await ask({ recipient, purpose, locale, transaction });
        expect([recipient, status]).toEqual([recipient, 202]);
      }
      await service.settled();
      const [mail, sms] = [service.inbox.list(email)[0]!, service.inbox.list(phone)[0]!];
      for (const text of [mail.text, visible(mail.html), sms.text])
        for (const fact of Object.values(transaction)) expect(text).toContain(fact);
    },
  );

  it("shows markup, placeholders and links of a payee as they are", async () => {
    const payee = '<a href="//evil.example">{code} {link}</a>\'"&amp;';
    const recipient = somebody();
    await ask({ recipient, transaction: { amount: "<b>1</b> {payee}", payee } });
    await service.settled();
    const [mail] = service.inbox.list(recipient);
    expect(mail?.text).toContain(payee);
    expect(mail?.text).toContain("<b>1</b> {payee}");
    expect(visible(mail?.html)).toContain(payee);
    expect(mail?.html).not.toMatch(/<b>1|href="\/\/evil/);
    const page = await service.get(`/_local/inbox?recipient=${encodeURIComponent(recipient)}`, {
      accept: "text/html",
    });
    expect(page.text).not.toMatch(/<a href="\/\/evil/);
  });

  it("shows an amount without the marks that turn it", async () => {
    const amount = new Intl.NumberFormat("he", { style: "currency", currency: "ILS" }).format(12_345.5);
    expect(amount).toMatch(/\u200f/);
    const { claims, message } = await confirmed({ transaction: { amount, payee: "Shop" } });
    expect(claims.transaction).toEqual({ amount, payee: "Shop" });
    expect(message.text + message.subject!).not.toMatch(/\u200f/);
    expect(message.text).toContain("12,345.50");
  });
});
