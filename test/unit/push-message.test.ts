import { describe, expect, it } from "@jest/globals";
import { randomBytes } from "node:crypto";
import {
  encryptPush,
  isEncryptable,
  MAX_PUSH_BYTES,
  pushTopic,
} from "../../functions/domain/push-message.ts";
import { isPushEndpoint, pushId } from "../../functions/domain/push-subscription.ts";
import { pushBrowser } from "../support/push-browser.ts";

const bytes = (text: string) => Buffer.from(text, "base64url");

/** RFC 8291, Appendix A. */
const RFC = {
  text: "When I grow up, I want to be a watermelon",
  ownKey: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
  browserKey: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
  salt: "DGv6ra1nlYgDCS1FRnbzlw",
  body: "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
};

describe("a message for a browser", () => {
  it("is encrypted as the example of RFC 8291 is", () => {
    const body = encryptPush(RFC, Buffer.from(RFC.text), () => bytes(RFC.salt), bytes(RFC.ownKey));
    expect(body.toString("base64url")).toBe(RFC.body);
  });

  it("is read by that browser alone, whatever it says, as long as it may be", () => {
    const [browser, other] = [pushBrowser(), pushBrowser()];
    for (const text of ["", "123456", "\u0002\u0000", "x".repeat(MAX_PUSH_BYTES)]) {
      const body = encryptPush(browser.subscription.keys, Buffer.from(text), randomBytes);
      expect(browser.decrypt(body)).toBe(text);
      expect(() => other.decrypt(body)).toThrow();
      // What push services take at most (RFC 8030, 7.2).
      expect(body.length).toBeLessThanOrEqual(4096);
    }
  });

  it("is never encrypted twice in the same way", () => {
    const { keys } = pushBrowser().subscription;
    const bodies = [1, 2].map(() => encryptPush(keys, Buffer.from("123456"), randomBytes));
    expect(bodies[0]?.subarray(16, 86)).not.toEqual(bodies[1]?.subarray(16, 86));
    expect(bodies[0]?.subarray(0, 16)).not.toEqual(bodies[1]?.subarray(0, 16));
  });

  it("is decrypted by the test as the example says", () => {
    const browser = pushBrowser("https://fcm.googleapis.com/", {
      ...{ privateKey: bytes(RFC.browserKey), auth: bytes(RFC.auth) },
    });
    expect(browser.decrypt(bytes(RFC.body))).toBe(RFC.text);
  });
});

describe("a browser's keys", () => {
  const { p256dh, auth } = pushBrowser().subscription.keys;

  it("are those of the curve, in full length", () => {
    expect(isEncryptable({ p256dh, auth })).toBe(true);
    expect(isEncryptable({ p256dh, auth: auth.slice(0, -2) })).toBe(false);
    expect(isEncryptable({ p256dh: p256dh.slice(0, -2), auth })).toBe(false);
    expect(isEncryptable({ p256dh: Buffer.alloc(65, 4).toString("base64url"), auth })).toBe(false);
    expect(isEncryptable({ p256dh: "", auth: "" })).toBe(false);
  });
});

describe("an endpoint", () => {
  it.each([
    "https://fcm.googleapis.com/fcm/send/abc:APA91b",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    "https://autopush.stage.push.services.mozilla.com/wpush/v2/gAAAA",
    "https://web.push.apple.com/QH1",
    "https://api.push.apple.com/QH1",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%3d",
  ])("is one of a push service: %s", (endpoint) => {
    expect(isPushEndpoint(endpoint)).toBe(true);
  });

  it.each([
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com:8443/fcm/send/abc",
    "https://user@fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com.example.com/x",
    "https://fcm.googleapis.com@example.com/x",
    "https://example.com/fcm.googleapis.com",
    "https://evil-notify.windows.com/x",
    "https://notify.windows.com/x",
    "https://push.apple.com/x",
    "https://storage.googleapis.com/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://169.254.169.254/latest/meta-data",
    "https://localhost/x",
    "https://fcm.googleapis.com/x#y",
    "HTTPS://FCM.googleapis.com/x",
    "https://fcm.googleapis.com\\@example.com/x",
    " https://fcm.googleapis.com/x",
    `https://fcm.googleapis.com/${"x".repeat(1000)}`,
    "fcm.googleapis.com",
    "",
  ])("is none: %s", (endpoint) => {
    expect(isPushEndpoint(endpoint)).toBe(false);
  });

  it("has a name that says nothing of it", () => {
    const [one, other] = [pushId("https://fcm.googleapis.com/1"), pushId("https://fcm.googleapis.com/2")];
    expect(one).toMatch(/^[\w-]{22}$/);
    expect(one).not.toBe(other);
  });
});

describe("the topic of a challenge's notifications", () => {
  it("is the same for each send, and tells a push service nothing of the challenge", () => {
    expect(pushTopic("nonce")).toBe(pushTopic("nonce"));
    // At most 32 characters of base64url (RFC 8030, 5.4).
    expect(pushTopic("nonce")).toMatch(/^[\w-]{22}$/);
    expect(pushTopic("nonce")).not.toBe(pushTopic("other"));
    expect(pushTopic("A".repeat(22))).not.toContain("AAAA");
  });
});
