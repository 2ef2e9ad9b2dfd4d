import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

const type = (name: string) => `urn:latchkey:problem:${name}`;
const itemCount = async () => (JSON.parse((await service.get("/_local/items")).text) as unknown[]).length;

describe("a request that is not valid", () => {
  const address = "Enter an e-mail address like name@example.com.";
  const strange = "The address contains characters that no address has. Please type it anew.";
  const phone = "Enter a phone number with its country code, like +1 415 555 0123.";
  const half = "The part after the @ is missing. Enter an e-mail address like name@example.com.";
  const short = "This number is too short. Enter it with its country code, like +1 415 555 0123.";
  it.each<[string, unknown, string, string]>([
    ["no recipient", {}, "recipient", "Enter an e-mail address or a phone number."],
    [
      "a recipient of the wrong type",
      { recipient: 42 },
      "recipient",
      "Enter an e-mail address or a phone number.",
    ],
    ["half an address", { recipient: "anna@" }, "recipient", half],
    [
      "an address with a line break",
      { recipient: "anna@example.com\r\nBcc: eve@example.com" },
      "recipient",
      strange,
    ],
    ["an address with a control character", { recipient: "anna\u0000@example.com" }, "recipient", strange],
    [
      "an address of ten kilobytes",
      { recipient: `${"a".repeat(10_000)}@example.com` },
      "recipient",
      "That is too long for an address.",
    ],
    [
      "an address that looks like an encoded word",
      { recipient: "=?utf-8?q?eve=40evil.example?=@example.com" },
      "recipient",
      address,
    ],
    ["an impossible phone number", { recipient: "+1 415 555" }, "recipient", short],
    ["a number inside a text", { recipient: "call 415 555 0123 now" }, "recipient", phone],
    [
      "a landline",
      { recipient: "+49 30 901820" },
      "recipient",
      "Enter a mobile number: this one cannot receive text messages.",
    ],
    [
      "an unknown channel",
      { recipient: "anna@example.com", channel: "pigeon" },
      "channel",
      'Use "email", "sms", "whatsapp", "voice" or "push".',
    ],
    [
      "an unknown field",
      { recipient: "anna@example.com", recepient: "x" },
      "recepient",
      "There is no such field.",
    ],
    [
      "a purpose in capitals",
      { recipient: "anna@example.com", purpose: "LOGIN" },
      "purpose",
      "Use up to 32 small letters, digits and dashes, a letter first.",
    ],
    [
      "a locale that is no text",
      { recipient: "anna@example.com", locale: 7 },
      "locale",
      "Use a language tag like en or pt-BR.",
    ],
  ])("names the field: %s", async (_case, body, path, message) => {
    const before = await itemCount();
    const answer = await service.post("/otp/request", body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({
      type: type("invalid-request"),
      status: 400,
      errors: [{ path, message }],
    });
    expect(await itemCount()).toBe(before);
  });

  it("lists every field that is wrong at once", async () => {
    const { body } = await service.post("/otp/request", { recipient: 1, channel: 2, purpose: 3 });
    expect((body.errors as { path: string }[]).map(({ path }) => path)).toEqual([
      "recipient",
      "channel",
      "purpose",
    ]);
  });

  it.each([
    ["not JSON", "{", 400],
    ["an array", "[]", 400],
    ["null", "null", 400],
  ])("is refused when its body is %s", async (_case, body, status) => {
    const answer = await service.post("/otp/request", body);
    expect([answer.status, answer.body.type]).toEqual([status, type("invalid-request")]);
  });

  it.each(["short", "with spaces in the middle", "ümläut-0123456789", "x".repeat(256)])(
    "names the Idempotency-Key %s",
    async (key) => {
      const bytes = Buffer.from(key).toString("latin1");
      const answer = await service.post(
        "/otp/request",
        { recipient: "anna@example.com" },
        { "idempotency-key": bytes },
      );
      expect(answer.body.errors).toMatchObject([{ path: "Idempotency-Key" }]);
    },
  );

  it("keeps what was sent out of everything that the service says about itself", async () => {
    await service.post("/otp/request", { recipient: "secret-value@@example.com", extra: "secret-value" });
    expect(JSON.stringify(service.observed)).not.toContain("secret-value");
  });
});

describe("a code that cannot be right", () => {
  it.each(["12345", "1234567", "12345x", "six six", "-"])("costs no attempt: %s", async (code) => {
    const { challengeId } = await service.challenge(`typo${code.length}${code.charCodeAt(0)}@example.com`);
    const answer = await service.post("/otp/verify", { challengeId, code });
    expect(answer.body).toMatchObject({
      type: type("invalid-request"),
      errors: [{ path: "code", message: "Enter the 6 digits of the code." }],
    });
    expect((await service.post("/otp/status", { challengeId })).body.attemptsLeft).toBe(5);
  });

  it("has to be a string, or its leading zeros would be lost", async () => {
    const answer = await service.post("/otp/verify", { challengeId: "x", code: 123456 });
    expect(answer.body).toMatchObject({ errors: [{ path: "code", message: "Enter the code." }] });
  });

  it("may be typed with spaces, dashes and full-width digits", async () => {
    const { challengeId, code } = await service.challenge("wide@example.com");
    const wide = code.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
    const answer = await service.post("/otp/verify", {
      challengeId,
      code: ` ${wide.slice(0, 3)} - ${wide.slice(3)} `,
    });
    expect(answer.status).toBe(200);
  });
});

describe("an id that is not ours", () => {
  it.each(["/otp/verify", "/otp/resend", "/otp/status"])("is not found at %s", async (path) => {
    const body = path === "/otp/verify" ? { code: "123456" } : {};
    const { challengeId } = await service.challenge(`id-at-${path.slice(5)}@example.com`);
    const forged = challengeId.replace(/^.{10}/, "AQE2awQP9q");
    const bytes = Buffer.from(challengeId, "base64url");
    bytes.writeUInt8((bytes[20] ?? 0) ^ 1, 20);
    for (const id of [
      "x",
      "AQ",
      forged,
      `${challengeId}A`,
      challengeId.slice(1),
      bytes.toString("base64url"),
      "\u0000",
    ]) {
      const answer = await service.post(path, { challengeId: id, ...body });
      expect([answer.status, answer.body.type]).toEqual([404, type("challenge-not-found")]);
    }
  });
});

describe("a body that should not be read", () => {
  it("is refused above 16 KiB", async () => {
    const filler = (bytes: number) =>
      JSON.stringify({ recipient: "a".repeat(bytes - '{"recipient":""}'.length) });
    expect((await service.post("/otp/request", filler(16 * 1024))).status).toBe(400);
    const answer = await service.post("/otp/request", filler(16 * 1024 + 1));
    expect([answer.status, answer.body.type]).toEqual([413, type("too-large")]);
  });

  it.each(["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])(
    "is refused as %s",
    async (contentType) => {
      const answer = await service.post("/otp/request", '{"recipient":"anna@example.com"}', {
        "content-type": contentType,
      });
      expect([answer.status, answer.body.type]).toEqual([415, type("unsupported-media-type")]);
    },
  );
});

describe("a path or method that is not there", () => {
  it("is not found, as a problem document", async () => {
    const answer = await service.get("/otp/nothing");
    expect([answer.status, answer.body.type]).toEqual([404, type("not-found")]);
  });

  it("names the methods that are", async () => {
    const response = await fetch(`${service.url}/otp/request`, { method: "DELETE" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST"]);
    expect(await response.json()).toMatchObject({ type: type("method-not-allowed") });
  });

  it("does not matter for a trailing slash", async () => {
    expect((await service.post("/otp/request/", { recipient: "slash@example.com" })).status).toBe(202);
  });
});

describe("an origin that the owner allows", () => {
  it("may read answers, and no other may", async () => {
    const view = "capacitor://localhost";
    const other = await startTestService({ corsOrigins: ["https://app.example.com", view] });
    const allowed = async (origin: string) => {
      const { headers } = await other.post("/otp/status", { challengeId: "x" }, { origin });
      return [headers.get("access-control-allow-origin"), headers.get("access-control-allow-credentials")];
    };
    expect(await allowed("https://app.example.com")).toEqual(["https://app.example.com", null]);
    expect(await allowed(view)).toEqual([view, null]);
    for (const origin of ["https://evil.example", "null", "capacitor://localhost:80", "ionic://localhost"])
      expect(await allowed(origin)).toEqual([null, null]);
    const asked = await fetch(`${other.url}/otp/status`, { method: "OPTIONS", headers: { origin: view } });
    expect(asked.headers.get("access-control-allow-origin")).toBe(view);
    const preflight = await fetch(`${other.url}/otp/status`, {
      method: "OPTIONS",
      headers: { origin: "https://app.example.com" },
    });
    expect(preflight.headers.get("access-control-allow-headers")).toBe(
      "authorization, content-type, idempotency-key",
    );
  });
});

describe("every answer", () => {
  it("is not to be cached, framed or sniffed", async () => {
    const { headers } = await service.post("/otp/request", {});
    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "strict-transport-security": "max-age=63072000; includeSubDomains",
      "x-content-type-options": "nosniff",
    });
  });
});
