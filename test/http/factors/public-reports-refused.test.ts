import { beforeAll, describe, expect, it } from "@jest/globals";
import { bearer, problemOf } from "../../support/account-user.ts";
import { begin, creationOptions, enrol, signedIn, signInBy } from "../../support/passkey-user.ts";
import { reportedPasskeys, within } from "../../support/reported-passkeys.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** Reports about other products, each named with its source: which passkeys are not taken, and what is kept of them. */
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ factors: { passkeys: "on" } });
});
const { listOf, post, enrolled, signInWith } = reportedPasskeys(() => service);

describe("a passkey is refused, and what is wrong is said, and nothing is lost", () => {
  it("with padding, which WebAuthn has none of (MasterKale/SimpleWebAuthn#330, #640)", async () => {
    const { passkey } = await enrolled();
    const padded = await signInWith(passkey, (made) =>
      within({ userHandle: `${made.response.userHandle}==` })(made),
    );
    expect([padded.status, padded.body.errors]).toEqual([
      400,
      [{ path: "assertion.response.userHandle", message: "Use base64url, without padding." }],
    ]);
    expect((await signInBy(service, passkey)).status).toBe(200);
  });

  it.each<[string, object]>([
    ["without a user handle (webauthn-framework#684)", { userHandle: undefined }],
    ["with none at all", { userHandle: null }],
    ["with an empty one", { userHandle: "" }],
    ["with one of 64 bytes", { userHandle: "A".repeat(86) }],
    ["with one whose last byte is cut off (fido2-server-demo#18)", { userHandle: "AQ" }],
  ])("%s", async (_, members) => {
    const { passkey } = await enrolled();
    expect(problemOf(await signInWith(passkey, within(members)))).toEqual([401, "incorrect-passkey"]);
    expect((await signInBy(service, passkey)).status).toBe(200);
  });

  it("that says it is backed up and cannot be (lbuchs/WebAuthn#128)", async () => {
    const impossible = { backup: { eligible: false, state: true } };
    expect(problemOf((await enrolled(impossible)).answer)).toEqual([401, "incorrect-passkey"]);
    const { passkey } = await enrolled();
    expect(problemOf(await signInBy(service, passkey, impossible))).toEqual([401, "incorrect-passkey"]);
  });

  it("of the same host at another port", async () => {
    const { passkey } = await enrolled();
    const origin = service.url.replace(/:\d+$/, ":1");
    expect(problemOf(await signInBy(service, passkey, { origin }))).toEqual([401, "incorrect-passkey"]);
  });
});

describe("an authenticator that has a passkey already", () => {
  it("is told so before it makes another (keycloak#27945, expo-passkey#15)", async () => {
    const { user, passkey } = await enrolled({}, within({ transports: ["usb", "cable"] }));
    const proved = { authorization: bearer((await signInBy(service, passkey)).body.sessionToken) };
    const { excludeCredentials, user: asked } = await creationOptions(service, proved);
    expect(excludeCredentials).toEqual([
      { id: passkey.credentialId, type: "public-key", transports: ["usb", "cable"] },
    ]);
    // The same user handle for each of a user's passkeys.
    expect(asked.id).toBe(passkey.get((await begin(service)).publicKey).response.userHandle);
    expect((await listOf(user)).passkeys).toHaveLength(1);
  });

  it("adds none where it makes the same one again (cedarcode/webauthn-ruby#117)", async () => {
    const { passkey } = await enrolled();
    const proved = { authorization: bearer((await signInBy(service, passkey)).body.sessionToken) };
    const again = passkey.create(await creationOptions(service, proved), { counter: 99 });
    expect(problemOf(await post(again, proved))).toEqual([400, "invalid-request"]);
    expect((await listOf(proved)).passkeys).toHaveLength(1);
  });

  it("signs no other user in who claims it as theirs (kanidm/webauthn-rs#401)", async () => {
    const { user, passkey } = await enrolled();
    const handleOf = async () => passkey.get((await begin(service)).publicKey).response.userHandle ?? "";
    const [own, owner] = [await handleOf(), await service.get("/otp/session", user.authorization)];
    const thief = await signedIn(service);
    const claimed = passkey.create(await creationOptions(service, thief), { counter: 50 });
    expect((await post(claimed, thief)).status).toBe(201);
    const claim = await handleOf();
    const subjectBy = async (userHandle: string, counter: number) =>
      (await signInBy(service, passkey, { userHandle, counter })).body.subject;
    expect(await subjectBy(own, 60)).toBe(owner.body.subject);
    const { subject } = (await service.get("/otp/session", thief.authorization)).body;
    expect(await subjectBy(claim, 61)).toBe(subject);
    expect(subject).not.toBe(owner.body.subject);
  });
});

describe("the name of a passkey", () => {
  it.each(["Müller 📱", "☎️ Büro", "👨‍👩‍👧 tablet", "1️⃣", "مفتاحي", "Émilie’s Mac"])(
    "may be %s",
    async (name) => {
      const user = await signedIn(service);
      const { answer } = await enrol(service, user, { name });
      expect([answer.status, answer.body.name]).toEqual([201, name]);
      expect((await listOf(user)).passkeys).toMatchObject([{ name }]);
    },
  );
});
