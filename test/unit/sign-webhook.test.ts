import { createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { webhookSigner } from "../../functions/outbound/sign-webhook.ts";

const secretOf = (bytes: number, fill = 7) => `whsec_${Buffer.alloc(bytes, fill).toString("base64")}`;
const signerOf = (document: unknown, clock = () => 0) =>
  webhookSigner(
    () => Promise.resolve(typeof document === "string" ? document : JSON.stringify(document)),
    clock,
  );
const now = () => Math.floor(Date.now() / 1000);
const message = (body = '{"a":1}') => ({ id: "evt_1", at: now(), body });

/** What a receiver does that has no library, by the words of the specification. */
function check(secret: string, headers: Readonly<Record<string, string>>, body: string): boolean {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"] ?? ""}.${headers["webhook-timestamp"] ?? ""}.${body}`;
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  return (headers["webhook-signature"] ?? "").split(" ").includes(expected);
}

describe("a signature", () => {
  it("is the one of the specification's example", async () => {
    // From the documentation that signers are checked against: id, time, body and result.
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const at = 1_614_265_330;
    const headers = await signerOf({ billing: secret })("billing", {
      ...{ id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at },
      body: '{"test": 2432232314}',
    });
    expect(headers).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": String(at),
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it.each([
    ["plain text", '{"a":1}'],
    // Reported of other products: what is signed is not what is sent, once a letter is not in ASCII.
    ["letters beyond ASCII", JSON.stringify({ name: "Zoë Ünal 世界 🎉", line: "\u2028\u2029" })],
    ["nothing", ""],
  ])("holds for %s, by the library and without one", async (_, body) => {
    const secret = secretOf(32);
    const headers = await signerOf({ billing: secret })("billing", message(body));
    expect(check(secret, headers, body)).toBe(true);
    expect(() => new Webhook(secret).verify(body, { ...headers })).not.toThrow();
    expect(() => new Webhook(secret).verify(`${body} `, { ...headers })).toThrow();
  });

  it("is two while a secret is changed, and a receiver with either one believes it", async () => {
    const [old, fresh] = [secretOf(24, 1), secretOf(64, 2)];
    const headers = await signerOf({ billing: [fresh, old] })("billing", message());
    for (const secret of [old, fresh]) {
      expect(check(secret, headers, message().body)).toBe(true);
      expect(() => new Webhook(secret).verify(message().body, { ...headers })).not.toThrow();
    }
    expect(check(secretOf(32, 3), headers, message().body)).toBe(false);
  });
});

describe("a secret", () => {
  it.each([
    ["is missing", {}],
    ["is another receiver's", { crm: secretOf(32) }],
    ["is one of the object's own members", { __proto__: { billing: secretOf(32) } }],
    ["is too short to be safe", { billing: secretOf(23) }],
    ["is too long", { billing: secretOf(65) }],
    // Reported: decoders pass over what is no base64, and the key is a byte long.
    ["has characters that base64 has not", { billing: `whsec_${"!".repeat(60)}A=` }],
    // Reported: the prefix of signatures before a secret.
    ["begins with the prefix of signatures", { billing: `v1,${secretOf(32)}` }],
    ["has no prefix", { billing: Buffer.alloc(32, 7).toString("base64") }],
    ["is an empty list", { billing: [] }],
    ["is a list of three", { billing: [secretOf(32), secretOf(32), secretOf(32)] }],
    ["is no text", { billing: 7 }],
  ])("that %s signs nothing, and is told without its value", async (_, document) => {
    const error = await signerOf(document)("billing", message()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "configuration" });
    expect(String(error)).toContain("- billing: must be whsec_");
    expect(String(error)).not.toMatch(/whsec_[A-Za-z0-9+/!]{5}/);
  });

  it.each(["", "null", "[]", '"text"', "{"])("is not read from what is no JSON object: %s", async (text) => {
    await expect(signerOf(text)("billing", message())).rejects.toMatchObject({ code: "configuration" });
  });

  it("is read anew after five minutes, and at once after a fault", async () => {
    let [time, reads, secret] = [0, 0, secretOf(32, 1)];
    let fails = false;
    const sign = webhookSigner(
      () => {
        reads += 1;
        return fails
          ? Promise.reject(new Error("out of reach"))
          : Promise.resolve(JSON.stringify({ billing: secret }));
      },
      () => time,
    );
    await sign("billing", message());
    await sign("billing", message());
    expect(reads).toBe(1);
    [time, secret] = [300, secretOf(32, 2)];
    expect(check(secret, await sign("billing", message()), message().body)).toBe(true);
    [time, fails] = [600, true];
    await expect(sign("billing", message())).rejects.toThrow("out of reach");
    fails = false;
    await sign("billing", message());
    expect(reads).toBe(4);
  });
});
