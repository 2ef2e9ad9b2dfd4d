import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { vapidPublicKey } from "../../../functions/domain/vapid.ts";
import { anAddress, problemOf } from "../../support/account-user.ts";
import { pushBrowser } from "../../support/push-browser.ts";
import { type PushService, vapidOf } from "../../support/push-service.ts";
import { codeIn, CONTACT, pushUsers, startPushing } from "../../support/push-user.ts";
import { tableItems } from "../../support/table-items.ts";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { type TestService, wrong } from "../../support/service.ts";

let service: TestService;
let pushes: PushService;
beforeAll(async () => {
  ({ service, pushes } = await startPushing({ brand: { name: "Kiosk" } }));
});
const { add, withBrowser, ask, verify, listed } = pushUsers(() => service);

describe("a code that is asked for as a notification", () => {
  it("is shown by the browser that its user has added, and signs in", async () => {
    const { address, browser } = await withBrowser();
    const { status, body } = await ask(address);
    expect(status).toBe(202);
    const [shown] = pushes.shown(browser);
    const now = service.clock.now();
    expect(shown).toEqual({
      title: "Kiosk",
      body: expect.stringMatching(/^\d{6} is your Kiosk code/) as unknown,
      tag: expect.stringMatching(/^[\w-]{22}$/) as unknown,
      until: now + 300,
      lang: "en",
      dir: "ltr",
    });
    const approved = await verify(body.challengeId, codeIn(shown?.body));
    expect(approved.status).toBe(200);
    expect(decodeJwt(String(approved.body.token))).toMatchObject({ amr: ["otp"], acr: "latchkey:1" });
  });

  it("goes to the push service signed, for as long as the code lives, and soon", async () => {
    const { address, browser } = await withBrowser();
    await ask(address);
    const message = pushes.received.at(-1);
    if (!message) throw new Error("nothing came");
    const { claims, key } = await vapidOf(message, service.clock.now());
    expect(claims).toMatchObject({ aud: "https://fcm.googleapis.com", sub: CONTACT });
    // Never longer than a day (RFC 8292, 2).
    expect(Number(claims.exp) - service.clock.now()).toBeLessThanOrEqual(86_400);
    expect(key).toBe(vapidPublicKey(await service.services.keys.push()));
    expect(message.headers).toMatchObject({
      "content-encoding": "aes128gcm",
      ttl: "300",
      urgency: "high",
      topic: pushes.shown(browser)[0]?.tag,
    });
    expect(message.body.toString("latin1")).not.toContain("Kiosk");
  });

  it("is shown in all browsers of its user, and again in the place of the first", async () => {
    const { address, browser, headers } = await withBrowser();
    const other = pushBrowser("https://updates.push.services.mozilla.com/wpush/v2/abc");
    expect((await add(headers, other)).status).toBe(201);
    const { body } = await ask(address);
    service.clock.advance(31);
    expect((await service.post("/otp/resend", { challengeId: body.challengeId })).status).toBe(202);
    await service.settled();
    for (const one of [browser, other]) {
      const [first, again] = pushes.shown(one);
      expect([again?.tag, again?.body.slice(0, 6)]).toEqual([first?.tag, first?.body.slice(0, 6)]);
    }
  });

  it("is sent on no other way, and no other code this way", async () => {
    const { address } = await withBrowser();
    const { body: pushed } = await ask(address);
    service.clock.advance(31);
    const byMail = await service.post("/otp/resend", { challengeId: pushed.challengeId, channel: "email" });
    const mailed = await service.challenge(address);
    service.clock.advance(31);
    const byPush = await service.post("/otp/resend", { challengeId: mailed.challengeId, channel: "push" });
    for (const answer of [byMail, byPush]) {
      expect(problemOf(answer)).toEqual([400, "invalid-request"]);
      expect(answer.text).toContain('"channel"');
    }
  });

  it("is in the language that was asked for", async () => {
    const { address, browser } = await withBrowser();
    await ask(address, { locale: "ar" });
    expect(pushes.shown(browser)[0]).toMatchObject({ lang: "ar", dir: "rtl" });
  });
});

describe("what a code of a notification proves", () => {
  it("is a browser: no wrong guess is taken back by it, and no device becomes known", async () => {
    const { address, browser } = await withBrowser();
    const key = recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });
    const before = await service.services.storage.devices.list(key);
    const { body } = await ask(address);
    const code = codeIn(pushes.shown(browser)[0]?.body);
    expect((await verify(body.challengeId, wrong(code))).status).toBe(401);
    const approved = await verify(body.challengeId, code, { remember: true });
    await service.settled();
    expect(approved.status).toBe(200);
    expect(approved.body.deviceToken).toBeUndefined();
    expect(await service.services.storage.devices.list(key)).toEqual(before);
    const items = tableItems(service.database.client, LOCAL_TABLE);
    expect(await items.get(`recipient#${key}`, "ledger")).toMatchObject({ failures: 1 });
  });

  it("changes no browser and no factor, however young it is", async () => {
    const { address, browser } = await withBrowser();
    const { body } = await ask(address);
    const approved = await verify(body.challengeId, codeIn(pushes.shown(browser)[0]?.body));
    const headers = { authorization: `Bearer ${String(approved.body.sessionToken)}` };
    expect(problemOf(await add(headers, pushBrowser()))).toEqual([403, "proof-too-old"]);
    const { browsers, mayChange } = await listed(headers);
    expect(mayChange).toBe(false);
    const [found] = browsers as { id: string }[];
    const id = found?.id;
    expect(problemOf(await service.post("/otp/push/remove", { id }, headers))).toEqual([
      403,
      "proof-too-old",
    ]);
  });

  it("rests on the last code that proved the address", async () => {
    const { address, browser, headers } = await withBrowser();
    const { body: session } = await service.get("/otp/session", headers);
    const { body } = await ask(address);
    await verify(body.challengeId, codeIn(pushes.shown(browser)[0]?.body));
    const key = recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });
    const { challenges } = await service.services.storage.challenges.list(key);
    const pushed = challenges.find(({ channel }) => channel === "push");
    expect(pushed?.addressProvenAt).toBe(Date.parse(String(session.authTime)) / 1000);
  });
});

describe("who has no browser", () => {
  it("is answered as who has one, by the request, the status, a resend and a guess", async () => {
    const { address, browser } = await withBrowser();
    const mine = await ask(address);
    const strange = await service.post("/otp/request", { recipient: anAddress(), channel: "push" });
    await service.settled();
    const shape = ({ status, headers, body }: Awaited<ReturnType<typeof ask>>) => ({
      ...{ status, names: Object.keys(body).sort(), length: String(body.challengeId).length },
      contentType: headers.get("content-type"),
    });
    expect(shape(strange)).toEqual(shape(mine));
    const status = async ({ body: { challengeId } }: typeof mine) => {
      const { body } = await service.post("/otp/status", { challengeId });
      return { ...body, challengeId: undefined, recipient: undefined };
    };
    expect(await status(strange)).toEqual(await status(mine));
    expect(await status(mine)).toMatchObject({ delivery: { state: "accepted" } });
    service.clock.advance(31);
    const again = (of: typeof mine) => service.post("/otp/resend", { challengeId: of.body.challengeId });
    expect((await again(strange)).status).toBe((await again(mine)).status);
    const guess = wrong(codeIn(pushes.shown(browser)[0]?.body));
    const guessed = [
      await verify(mine.body.challengeId, guess),
      await verify(strange.body.challengeId, guess),
    ];
    expect(guessed[0]?.body).toEqual(guessed[1]?.body);
  });

  it("is sent nothing, and no deliverer is asked", async () => {
    await service.settled();
    const before = pushes.received.length;
    const orders = () => service.observed.filter(({ event }) => event === "deliver-code").length;
    const ordered = orders();
    await ask(anAddress());
    expect([pushes.received.length, orders()]).toEqual([before, ordered]);
  });
});
