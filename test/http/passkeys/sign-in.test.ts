import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import type { Algorithm, Told } from "../../support/authenticator.ts";
import { begin, enrol, signedIn, signInBy } from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { tableItems } from "../../support/table-items.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ factors: { passkeys: "on" } });
});

const enrolled = async (made = {}) => {
  const user = await signedIn(service);
  const { passkey, answer } = await enrol(service, user, made);
  expect(answer.status).toBe(201);
  await service.settled();
  return { user, passkey };
};
const claimsOf = (token: unknown) =>
  JSON.parse(Buffer.from(String(token).split(".")[1] ?? "", "base64url").toString()) as Record<
    string,
    unknown
  >;
/** What no refused sign-in may have left behind. */
const sessionsOf = async (address: string) => {
  const { keys, storage } = service.services;
  const key = recipientKey(await keys.recipient(), { addressKind: "email", address });
  const { challenges } = await storage.challenges.list(key);
  return challenges.filter(({ passkey }) => passkey !== undefined);
};

describe("a sign-in by passkey", () => {
  it.each<Algorithm>(["ES256", "EdDSA", "RS256"])(
    "opens a session by %s, with no code",
    async (algorithm) => {
      const { user, passkey } = await enrolled({ algorithm });
      const answer = await signInBy(service, passkey);
      expect(answer.status).toBe(200);
      expect(claimsOf(answer.body.token)).toMatchObject({ amr: ["pop", "user", "mfa"], purpose: "login" });
      const shown = await service.get("/otp/session", {
        authorization: `Bearer ${String(answer.body.sessionToken)}`,
      });
      expect(shown.body).toMatchObject({ active: true, subject: answer.body.subject });
      const first = await service.get("/otp/session", user.authorization);
      expect(first.body.subject).toBe(answer.body.subject);
    },
  );

  it("works with a credential id of 1023 bytes", async () => {
    const { passkey } = await enrolled({ idBytes: 1023 });
    expect((await signInBy(service, passkey)).status).toBe(200);
  });

  it("tells afterwards when the passkey was used, and how often", async () => {
    const { user, passkey } = await enrolled();
    const shown = async () => (await service.get("/otp/passkeys", user.authorization)).body.passkeys;
    expect(await shown()).toEqual([expect.not.objectContaining({ lastUsedAt: expect.anything() })]);
    await signInBy(service, passkey);
    await service.settled();
    expect(await shown()).toEqual([expect.objectContaining({ lastUsedAt: "2026-11-23T09:10:00.000Z" })]);
  });

  it("ends as any other session does, and stays ended", async () => {
    const { passkey } = await enrolled();
    const { body } = await signInBy(service, passkey);
    const bearer = { authorization: `Bearer ${String(body.sessionToken)}` };
    expect((await service.post("/otp/logout", {}, bearer)).status).toBe(204);
    expect((await service.get("/otp/session", bearer)).status).toBe(401);
  });
});

describe("a passkey of a registered customer", () => {
  it("signs in while its contact is that customer's, also one that has no id but itself", async () => {
    const registered = await startTestService({
      ...{ registration: "registered", factors: { passkeys: "on" } },
    });
    const items = tableItems(registered.database.client, LOCAL_TABLE);
    const { keys } = registered.services;
    const enrolledAt = async (address: string, customerId?: string) => {
      await registered.post("/_local/customers", { recipient: address, customerId });
      const pk = `recipient#${recipientKey(await keys.recipient(), { addressKind: "email", address })}`;
      const withoutId = () => items.change(pk, "customer", { customerId: undefined });
      if (customerId === undefined) await withoutId();
      const { passkey } = await enrol(registered, await signedIn(registered, address));
      return { passkey, withoutId };
    };
    const old = await enrolledAt("old@example.com");
    expect((await signInBy(registered, old.passkey)).status).toBe(200);
    const given = await enrolledAt("given@example.com", "customer-1");
    expect((await signInBy(registered, given.passkey)).body).toMatchObject({ subject: "customer-1" });
    await given.withoutId();
    expect((await signInBy(registered, given.passkey)).status).toBe(401);
  });
});

describe("a passkey's assertion", () => {
  it.each<[string, Told]>([
    ["for another origin", { origin: "https://evil.example" }],
    ["for another host", { rpId: "evil.example" }],
    ["of a made-up challenge", { challenge: "AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ["without user verification", { userVerified: false }],
    ["with a count that went back", { counter: 1 }],
    ["with a user handle of its own", { userHandle: "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGQ" }],
    ["in a frame of another site", { crossOrigin: true }],
  ])("is refused %s, and nothing is left behind", async (_, told) => {
    const { user, passkey } = await enrolled();
    const answer = await signInBy(service, passkey, told);
    expect([answer.status, answer.body.type]).toEqual([401, "urn:latchkey:problem:incorrect-passkey"]);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(await sessionsOf(user.address)).toEqual([]);
    // Nothing was consumed: the same passkey signs in.
    expect((await signInBy(service, passkey, { counter: 9 })).status).toBe(200);
  });

  it("opens one session, shown however often, by however many at once", async () => {
    const { user, passkey } = await enrolled();
    const { publicKey, verifier } = await begin(service);
    const body = { assertion: passkey.get(publicKey), verifier };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => service.post("/otp/passkeys/verify", body)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 401),
    ]);
    service.clock.advance(300);
    expect((await service.post("/otp/passkeys/verify", body)).status).toBe(401);
    expect(await sessionsOf(user.address)).toHaveLength(1);
  });

  it("is worth nothing to another holder: without the verifier, or with another one", async () => {
    const { passkey } = await enrolled();
    const { publicKey, verifier } = await begin(service);
    const assertion = passkey.get(publicKey);
    const other = await begin(service);
    for (const body of [{ assertion }, { assertion, verifier: other.verifier }])
      expect((await service.post("/otp/passkeys/verify", body)).status).toBe(401);
    expect((await service.post("/otp/passkeys/verify", { assertion, verifier })).status).toBe(200);
  });

  it("is worth nothing for another purpose", async () => {
    const { user, passkey } = await enrolled();
    const { body } = await service.post("/otp/passkeys/options", { purpose: "session" }, user.authorization);
    const { verifier } = await begin(service);
    const assertion = passkey.get(body.publicKey as never);
    expect((await service.post("/otp/passkeys/verify", { assertion, verifier })).status).toBe(401);
  });

  it("is too late after ten minutes", async () => {
    const { passkey } = await enrolled();
    const { publicKey, verifier } = await begin(service);
    service.clock.advance(600);
    const answer = await service.post("/otp/passkeys/verify", {
      assertion: passkey.get(publicKey),
      verifier,
    });
    expect(answer.status).toBe(401);
  });

  it("signs nobody in as another: the key is looked up among those of the subject that it names", async () => {
    const [anna, bert] = [await enrolled(), await enrolled()];
    const { publicKey, verifier } = await begin(service);
    const { userHandle } = bert.passkey.get(publicKey).response;
    const assertion = anna.passkey.get(publicKey, { userHandle: userHandle ?? "" });
    const answer = await service.post("/otp/passkeys/verify", { assertion, verifier });
    expect([answer.status, answer.body.type]).toEqual([404, "urn:latchkey:problem:not-found"]);
  });

  it.each<[string, object]>([
    ["nothing", {}],
    ["an assertion without a signature", { assertion: { id: "AA", rawId: "AA", type: "public-key" } }],
    ["a credential id of 1024 bytes", { assertion: { id: "A".repeat(1366), rawId: "A".repeat(1366) } }],
    ["a field that is not there", { assertion: {}, colour: "red" }],
  ])("is answered with what is wrong: %s", async (_, body) => {
    const answer = await service.post("/otp/passkeys/verify", body);
    expect([answer.status, answer.body.type]).toEqual([400, "urn:latchkey:problem:invalid-request"]);
  });
});

describe("options", () => {
  it("are for who is bound to them: a program says a hash, another site's page gets none", async () => {
    const foreign = { "sec-fetch-site": "cross-site" };
    for (const headers of [{}, foreign]) {
      const answer = await service.post("/otp/passkeys/options", { purpose: "sign-in" }, headers);
      expect(answer.body.errors).toEqual([expect.objectContaining({ path: "verifierHash" })]);
    }
    const own = await service.post(
      "/otp/passkeys/options",
      { purpose: "sign-in" },
      { "sec-fetch-site": "same-origin" },
    );
    expect([own.status, own.headers.get("set-cookie")]).toEqual([200, expect.stringContaining("form=")]);
  });

  it("are not there where passkeys are off", async () => {
    const off = await startTestService();
    for (const path of ["/otp/passkeys/options", "/otp/passkeys/verify"])
      expect((await off.post(path, { purpose: "sign-in" })).status).toBe(404);
    expect((await off.get("/otp/request", { accept: "text/html" })).text).not.toContain("passkey");
  });
});
