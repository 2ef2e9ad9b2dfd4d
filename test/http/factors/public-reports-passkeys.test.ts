import { beforeAll, describe, expect, it } from "@jest/globals";
import { problemOf } from "../../support/account-user.ts";
import { type SoftPasskey, softPasskey, type Told } from "../../support/authenticator.ts";
import {
  begin,
  creationOptions,
  enrol,
  type PasskeyUser,
  signedIn,
  signInBy,
} from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** Reports about other products, each named with its source: what browsers and authenticators sent, and what is right. */
const ANDROID = "android:apk-key-hash:-jd8Tqk_R_mSBj6Xwkm_9r08EpyPE8LD22xwEbYIGoA";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ factors: { passkeys: { origins: [ANDROID] } } });
});

type User = Pick<PasskeyUser, "authorization">;
const bearer = (token: unknown) => ({ authorization: `Bearer ${String(token)}` });
const listOf = async (user: User) =>
  (await service.get("/otp/passkeys", user.authorization)).body as {
    passkeys: { id: string; name: string; backedUp: boolean }[];
  };
const post = (registration: unknown, user: User, more = {}) =>
  service.post("/otp/passkeys", { registration, ...more }, user.authorization);

/** Makes a passkey, whose answer is changed under way, and sends it. */
async function enrolled(told: Told = {}, change: (made: object) => object = (made) => made) {
  const user = await signedIn(service);
  const passkey = softPasskey({ origin: service.url });
  const answer = await post(change(passkey.create(await creationOptions(service, user), told)), user);
  await service.settled();
  return { user, passkey, answer };
}

/** Signs in by an assertion that is changed under way. */
async function signInWith(passkey: SoftPasskey, change: (made: Made) => object, told: Told = {}) {
  const { publicKey, verifier } = await begin(service);
  const answer = await service.post("/otp/passkeys/verify", {
    ...{ assertion: change(passkey.get(publicKey, told)), verifier },
  });
  await service.settled();
  return answer;
}
type Made = ReturnType<SoftPasskey["get"]>;

/** Changes members of what an authenticator answered. */
const within =
  (members: object) =>
  (made: object): object => ({
    ...made,
    response: { ...(made as { response: object }).response, ...members },
  });

describe("a passkey is enrolled and signs in", () => {
  it.each<[string, Told, (made: object) => object]>([
    [
      "without a say which authenticator it was (powerauth-server#1436)",
      {},
      (made) => ({ ...made, authenticatorAttachment: null }),
    ],
    [
      "by an authenticator of an unknown kind",
      {},
      (made) => ({ ...made, authenticatorAttachment: "implanted" }),
    ],
    [
      "over cable, which no standard names (kanidm/webauthn-rs#364)",
      {},
      within({ transports: ["internal", "cable"] }),
    ],
    ["over hybrid (kanidm/webauthn-rs#219)", {}, within({ transports: ["hybrid", "internal"] })],
    [
      "over what comes later (go-webauthn/webauthn#74)",
      {},
      within({ transports: ["smart-card", "telepathy"] }),
    ],
    ["with no word of how it is reached", {}, within({ transports: undefined })],
    [
      "with what browsers add to the client data",
      { clientData: { other_keys_can_be_added_here: "do not compare clientDataJSON against a template" } },
      (made) => made,
    ],
    [
      "with outputs of extensions",
      { extensions: new Map([["credProtect", 3]]) },
      (made) => ({ ...made, clientExtensionResults: { credProps: { rk: true }, prf: { enabled: true } } }),
    ],
    [
      "with the key in further forms, as newer browsers send it",
      {},
      within({ publicKeyAlgorithm: -7, publicKey: "AAAA", authenticatorData: "AAAA" }),
    ],
  ])("%s", async (_, told, change) => {
    const { answer, passkey } = await enrolled(told, change);
    expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
    const { extensions, ...later } = told;
    expect(
      (
        await signInWith(passkey, (made) => made, {
          ...later,
          ...(extensions && { extensions: new Map([["hmac-secret", 1]]) }),
        })
      ).status,
    ).toBe(200);
  });

  it("however often, where its authenticator never counts (keepassxreboot/keepassxc#13323)", async () => {
    const { passkey } = await enrolled({ counter: 0 });
    for (let turn = 0; turn < 3; turn++) {
      expect((await signInBy(service, passkey, { counter: 0 })).status).toBe(200);
      await service.settled();
    }
  });

  it("but not where it counted once and no longer does (w3c/webauthn#1734)", async () => {
    const { passkey } = await enrolled({ counter: 7 });
    expect(problemOf(await signInBy(service, passkey, { counter: 0 }))).toEqual([401, "incorrect-passkey"]);
    expect((await signInBy(service, passkey, { counter: 8 })).status).toBe(200);
  });

  it("twice at once, and the older count comes later (w3c/webauthn#2172)", async () => {
    const { passkey } = await enrolled({ counter: 1 });
    const [first, second] = [await begin(service), await begin(service)];
    const older = passkey.get(first.publicKey, { counter: 2 });
    const newer = passkey.get(second.publicKey, { counter: 3 });
    const send = (assertion: object, { verifier }: typeof first) =>
      service.post("/otp/passkeys/verify", { assertion, verifier });
    const answers = await Promise.all([send(newer, second), send(older, first)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await service.settled();
    // From then on the higher one is known.
    expect((await signInBy(service, passkey, { counter: 3 })).status).toBe(401);
    expect((await signInBy(service, passkey, { counter: 4 })).status).toBe(200);
  });

  it.each<[string, Told["backup"], Told["backup"]]>([
    [
      "is synced only later (supabase/auth#2779)",
      { eligible: false, state: false },
      { eligible: true, state: true },
    ],
    [
      "says each time something else (w3c/webauthn#1791)",
      { eligible: true, state: true },
      { eligible: false, state: false },
    ],
  ])("where it %s", async (_, made, used) => {
    const { user, passkey } = await enrolled({ ...(made && { backup: made }) });
    expect((await listOf(user)).passkeys).toMatchObject([{ backedUp: made?.state }]);
    expect((await signInBy(service, passkey, { ...(used && { backup: used }) })).status).toBe(200);
    await service.settled();
    expect((await listOf(user)).passkeys).toMatchObject([{ backedUp: used?.state }]);
  });

  it("by an app of Android that the settings name, and is enrolled there by none (ami-notifications-api#1206)", async () => {
    const { passkey } = await enrolled();
    expect((await signInBy(service, passkey, { origin: ANDROID })).status).toBe(200);
    const other = ANDROID.replace("-jd8", "-jd9");
    expect(problemOf(await signInBy(service, passkey, { origin: other }))).toEqual([
      401,
      "incorrect-passkey",
    ]);
    expect(problemOf((await enrolled({ origin: ANDROID })).answer)).toEqual([401, "incorrect-passkey"]);
  });

  it("with an id of 704 characters, as a Titan's (simplesamlphp-module-webauthn#64), and none of 1024 bytes (kanidm/webauthn-rs#580)", async () => {
    const user = await signedIn(service);
    const titan = await enrol(service, user, { idBytes: 528 });
    expect(titan.answer.status).toBe(201);
    expect((await signInBy(service, titan.passkey)).status).toBe(200);
    const { answer } = await enrol(service, await signedIn(service), { idBytes: 1024 });
    expect([...problemOf(answer), answer.body.errors]).toMatchObject([
      400,
      "invalid-request",
      [{ path: "registration.id" }, { path: "registration.rawId" }],
    ]);
  });
});

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
