import { beforeAll, describe, expect, it } from "@jest/globals";
import { problemOf } from "../../support/account-user.ts";
import type { Told } from "../../support/authenticator.ts";
import { begin, enrol, signedIn, signInBy } from "../../support/passkey-user.ts";
import { reportedPasskeys, within } from "../../support/reported-passkeys.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** Reports about other products, each named with its source: what browsers and authenticators sent, and what is right. */
const ANDROID = "android:apk-key-hash:-jd8Tqk_R_mSBj6Xwkm_9r08EpyPE8LD22xwEbYIGoA";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ factors: { passkeys: { origins: [ANDROID] } } });
});
const { listOf, enrolled, signInWith } = reportedPasskeys(() => service);

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
