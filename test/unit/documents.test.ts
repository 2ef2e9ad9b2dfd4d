import { describe, expect, it } from "@jest/globals";
import { Fault } from "../../functions/domain/errors.ts";
import { type GeneratedSecret, generateSecret, parseSecret } from "../../functions/keys/documents.ts";
import type { SecretName } from "../../functions/routes.ts";
import { NOW } from "./builders.ts";

const NAMES: readonly GeneratedSecret[] = ["recipient", "passcode", "cookie", "form", "signing"];
const key = "A".repeat(43);
const planted = "planted-secret-value";

function refusal(name: SecretName, text: string): Fault {
  try {
    parseSecret(name, text);
  } catch (error) {
    return error as Fault;
  }
  throw new Error("the document was accepted");
}

describe.each(NAMES)("a generated %s secret", (name) => {
  it("has the shape that is read", async () => {
    const text = await generateSecret(name, NOW);
    expect(parseSecret(name, text)).toEqual(JSON.parse(text));
  });

  it("is another one every time", async () => {
    expect(await generateSecret(name, NOW)).not.toBe(await generateSecret(name, NOW));
  });
});

describe.each(["passcode", "cookie", "form", "signing"] as const)(
  "the first keys of the %s secret",
  (name) => {
    it("have a next one from the beginning, which is not the current one", async () => {
      const document = parseSecret(name, await generateSecret(name, NOW));
      expect(document.nextSince).toBe(NOW);
      expect(document.next).toBeDefined();
      expect(document.next).not.toEqual(document.current);
    });
  },
);

describe("a generated signing key", () => {
  it("is an RSA key of 2048 bits with a name", async () => {
    const { current, previous } = parseSecret("signing", await generateSecret("signing", NOW));
    expect(Buffer.from(current.n, "base64url")).toHaveLength(256);
    expect(current).toMatchObject({ kty: "RSA", kid: expect.stringMatching(/^[\w-]{11}$/) });
    expect(previous).toEqual([]);
  });
});

describe("a document of the wrong shape", () => {
  it.each<[string, SecretName, unknown, string]>([
    ["a short key", "recipient", { key: planted }, "key:"],
    ["no key", "recipient", { kee: planted }, "key:"],
    ["a current key that it lacks", "passcode", { current: 2, keys: { "1": key } }, "current key"],
    ["a next key that it lacks", "cookie", { current: 1, next: 2, keys: { "1": key } }, "next key"],
    ["a key id beyond a byte", "cookie", { current: 256, keys: { "256": key } }, "current:"],
    ["one bad key among good ones", "cookie", { current: 1, keys: { "1": key, "2": planted } }, "keys.2:"],
    ["no signing key", "signing", { previous: [] }, "current:"],
    ["a key of another kind", "signing", { current: { kty: planted, kid: "k" } }, "current.kty:"],
    ["text", "signing", planted, "signing"],
    ["nothing", "passcode", null, "passcode"],
  ])("is refused: %s", (_, name, document, place) => {
    const fault = refusal(name, JSON.stringify(document));
    expect(fault).toBeInstanceOf(Fault);
    expect(fault.code).toBe("configuration");
    expect(fault.message).toContain(`"${name}"`);
    expect(fault.message).toContain(place);
  });

  it.each<[SecretName, string]>([
    ["recipient", JSON.stringify({ key: planted })],
    ["passcode", JSON.stringify({ current: planted, keys: { "1": planted } })],
    ["signing", JSON.stringify({ current: { kid: planted, kty: planted, d: 1, n: planted } })],
    ["cookie", `not JSON: ${planted}`],
    ["recipient", JSON.stringify(planted)],
  ])("is not quoted, nor in the cause: %s", (name, text) => {
    const fault = refusal(name, text);
    expect(`${fault.stack ?? ""} ${String(fault.cause)} ${JSON.stringify(fault)}`).not.toContain(planted);
  });
});
