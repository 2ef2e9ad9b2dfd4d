import { beforeAll, describe, expect, it } from "@jest/globals";
import { pushId } from "../../../functions/domain/push-subscription.ts";
import { recipientKey, subjectOf } from "../../../functions/domain/recipient.ts";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { vapidPublicKey } from "../../../functions/domain/vapid.ts";
import { anAddress, bearer, problemOf } from "../../support/account-user.ts";
import { enrol } from "../../support/enrolled.ts";
import { pushBrowser } from "../../support/push-browser.ts";
import type { PushService } from "../../support/push-service.ts";
import { codeIn, pushUsers, startPushing } from "../../support/push-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let pushes: PushService;
beforeAll(async () => {
  ({ service, pushes } = await startPushing({ secondFactor: "optional", brand: { name: "Kiosk" } }));
});
const { signIn, add, withBrowser, ask, verify, listed } = pushUsers(() => service);
const subjectsOf = async (headers: Record<string, string>) =>
  String((await service.get("/otp/session", headers)).body.subject);

describe("a browser that shows codes", () => {
  it("is added and removed by the session of a code that was just typed, and contacts are told", async () => {
    const { address, headers } = await signIn();
    const other = await signIn(address);
    const added = await add(headers, pushBrowser(), { name: "Phone" });
    expect([added.status, added.body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^[\w-]{22}$/) as unknown,
        name: "Phone",
        enrolledAt: new Date(service.clock.now() * 1000).toISOString(),
      },
    ]);
    expect(await listed(headers)).toEqual({
      publicKey: vapidPublicKey(await service.services.keys.push()),
      browsers: [added.body],
      mayChange: true,
    });
    const removed = await service.post("/otp/push/remove", { id: added.body.id }, headers);
    await service.settled();
    expect(removed.status).toBe(204);
    expect((await listed(headers)).browsers).toEqual([]);
    const told = service.inbox
      .list(address)
      .flatMap(({ subject = "" }) => (subject.includes("browser") ? subject : []));
    expect(told.sort()).toEqual([
      "A browser that showed the codes of your Kiosk account was removed",
      "A browser was added that shows the codes of your Kiosk account",
    ]);
    // It opens nothing, so nothing ends.
    expect((await service.get("/otp/session", other.headers)).status).toBe(200);
  });

  it("is added once, however often it is told", async () => {
    const { headers } = await signIn();
    const browser = pushBrowser();
    const [first, again] = [await add(headers, browser), await add(headers, browser)];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    expect((await listed(headers)).browsers).toHaveLength(1);
  });

  it("is one of five, whatever comes at once", async () => {
    const { headers } = await signIn();
    const answers = await Promise.all(Array.from({ length: 8 }, () => add(headers, pushBrowser())));
    const sixth = await add(headers, pushBrowser());
    expect((await listed(headers)).browsers).toHaveLength(
      answers.filter(({ status }) => status === 201).length,
    );
    const rest = 5 - answers.filter(({ status }) => status === 201).length;
    for (let left = rest; left > 0; left -= 1) await add(headers, pushBrowser());
    const last = rest > 0 ? await add(headers, pushBrowser()) : sixth;
    expect((await listed(headers)).browsers).toHaveLength(5);
    expect(problemOf(last)).toEqual([400, "invalid-request"]);
    expect(last.body.detail).toContain("five browsers");
  });

  it("is not added ten minutes later, by an access token, by nobody, or by another site's page", async () => {
    const { headers, body } = await signIn();
    expect(problemOf(await add(bearer(body.token), pushBrowser()))).toEqual([401, "no-session"]);
    expect(problemOf(await add({}, pushBrowser()))).toEqual([401, "no-session"]);
    const cookie = `latchkey-session=${String(body.sessionToken)}`;
    const foreign = { cookie, "sec-fetch-site": "cross-site" };
    expect(problemOf(await add(foreign, pushBrowser()))).toEqual([403, "forbidden-origin"]);
    service.clock.advance(600);
    expect(problemOf(await add(headers, pushBrowser()))).toEqual([403, "proof-too-old"]);
    expect((await listed(headers)).mayChange).toBe(false);
  });

  it.each([
    ["another host", "https://push.example.com/x"],
    ["a private address", "https://10.0.0.1/x"],
    ["plain HTTP", "http://fcm.googleapis.com/x"],
    ["a port", "https://fcm.googleapis.com:444/x"],
  ])("is refused with %s in its endpoint, by its field", async (_, endpoint) => {
    const { headers } = await signIn();
    const answer = await add(headers, pushBrowser(endpoint));
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [{ path: "subscription.endpoint", message: expect.any(String) as unknown }],
    ]);
    expect((await listed(headers)).browsers).toEqual([]);
  });

  it("is refused with keys that nothing can be encrypted for", async () => {
    const { headers } = await signIn();
    const { endpoint, keys } = pushBrowser().subscription;
    const p256dh = Buffer.alloc(65, 4).toString("base64url");
    const answer = await service.post(
      "/otp/push",
      { subscription: { endpoint, keys: { ...keys, p256dh } } },
      headers,
    );
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [{ path: "subscription.keys", message: expect.any(String) as unknown }],
    ]);
  });

  it("is refused to a number of an open service: no notification would be found by it", async () => {
    service.clock.advance(31);
    const challenge = await service.challenge("+14155550123");
    const { body } = await service.post("/otp/verify", challenge);
    const answer = await add(bearer(body.sessionToken), pushBrowser());
    expect(problemOf(answer)).toEqual([400, "invalid-request"]);
    expect(answer.body.detail).toContain("e-mail address");
  });

  it("is nobody else's to remove", async () => {
    const { headers } = await withBrowser();
    const [found] = (await listed(headers)).browsers as { id: string }[];
    const id = found?.id;
    const other = await signIn();
    expect(problemOf(await service.post("/otp/push/remove", { id }, other.headers))).toEqual([
      404,
      "not-found",
    ]);
    expect((await listed(headers)).browsers).toHaveLength(1);
  });
});

describe("a user who signs in with two steps", () => {
  it("is asked for the second one after a notification's code, and needs it to change browsers", async () => {
    const { address, browser, headers } = await withBrowser();
    const user = await enrol(service, await subjectsOf(headers));
    expect(problemOf(await add(headers, pushBrowser()))).toEqual([403, "proof-too-old"]);
    const { body } = await ask(address);
    const code = codeIn(pushes.shown(browser)[0]?.body);
    const proved = await verify(body.challengeId, code);
    expect(proved.body).toMatchObject({ status: "factor-required", factors: ["totp", "backup-code"] });
    const { challengeId, factorToken } = proved.body;
    const approved = await service.post("/otp/factor", {
      ...{ challengeId, factorToken, factor: "totp", code: user.shows() },
    });
    expect(approved.status).toBe(200);
    const changing = bearer(approved.body.sessionToken);
    expect((await add(changing, pushBrowser())).status).toBe(201);
  });

  it("and has to enrol first is sent nothing: a browser alone must not enrol", async () => {
    const required = await startPushing({ secondFactor: "required" });
    const users = pushUsers(() => required.service);
    const { storage, keys } = required.service.services;
    const address = anAddress();
    const first = await required.service.challenge(address);
    const { body } = await required.service.post("/otp/verify", first);
    expect(body.status).toBe("factor-required");
    const secret = await keys.recipient();
    const recipient = { addressKind: "email", address } as const;
    const subject = subjectOf(secret, recipient);
    const browser = pushBrowser();
    const { endpoint, keys: its } = browser.subscription;
    const subscription = {
      ...{ id: pushId(endpoint), endpoint, ...its, name: "Phone" },
      ...{ recipientKey: recipientKey(secret, recipient), address, locale: "en", enrolledAt: 1 },
      channel: "email" as const,
    };
    const write = { by: "test", now: required.service.clock.now() };
    const base = { subject, version: 0, pushes: [] };
    await storage.pushes.add(subjectKey(secret, subject), base, { subscription, provenAt: 1 }, write);
    expect((await users.ask(address)).status).toBe(202);
    expect(required.pushes.received).toEqual([]);
  });
});

describe("a customer of a registered service", () => {
  it("is shown codes by each address of theirs, and strangers and who is blocked are shown none", async () => {
    const registered = await startPushing({ registration: "registered" });
    const users = pushUsers(() => registered.service);
    const [one, other, stranger] = [anAddress(), anAddress(), anAddress()];
    for (const recipient of [one, other])
      await registered.service.post("/_local/customers", { recipient, customerId: "household" });
    const { headers } = await users.signIn(one);
    const browser = pushBrowser();
    expect((await users.add(headers, browser)).status).toBe(201);
    await registered.service.settled();
    await users.ask(other);
    expect(registered.pushes.shown(browser)).toHaveLength(1);
    await users.ask(stranger);
    expect(registered.pushes.received).toHaveLength(1);
  });
});

describe("a contact that is given another id", () => {
  it("takes its browsers away from those that stay, and leaves theirs", async () => {
    const registered = await startPushing({ registration: "registered" });
    const users = pushUsers(() => registered.service);
    const [leaving, staying] = [anAddress(), anAddress()];
    const register = (recipient: string, customerId: string) =>
      registered.service.post("/_local/customers", { recipient, customerId });
    for (const recipient of [leaving, staying]) await register(recipient, "household");
    const browsers = { leaving: pushBrowser(), staying: pushBrowser() };
    await users.add((await users.signIn(leaving)).headers, browsers.leaving);
    await users.add((await users.signIn(staying)).headers, browsers.staying);
    expect((await register(leaving, "moved-out")).status).toBe(201);
    await registered.service.settled();
    await users.ask(staying);
    expect(registered.pushes.shown(browsers.leaving)).toEqual([]);
    expect(registered.pushes.shown(browsers.staying)).toHaveLength(1);
  });
});

describe("a service without notifications", () => {
  it("has no address of theirs, and sends no code that way", async () => {
    const without = await startTestService();
    for (const path of ["/otp/push", "/otp/push/worker.js", "/otp/push/manifest.json"])
      expect((await without.get(path)).status).toBe(404);
    const answer = await without.post("/otp/request", { recipient: anAddress(), channel: "push" });
    expect(problemOf(answer)).toEqual([403, "channel-disabled"]);
  });
});
