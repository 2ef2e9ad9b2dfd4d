import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { describedAnswers, operations } from "../../support/described.ts";
import { walkAsApp, walkAsAppInVain, walkAsWrongApp } from "../../support/described-apps.ts";
import { walkBrokenPages, walkPages, walkWrongPages } from "../../support/described-pages.ts";
import {
  caller,
  type DescribedService,
  somebody,
  startDescribedService,
} from "../../support/described-service.ts";
import { ELSEWHERE } from "../../support/described-elsewhere.ts";
import { walkDenied } from "../../support/described-denied.ts";
import { walkDesk } from "../../support/described-desk.ts";
import { walkPushes } from "../../support/described-push.ts";
import { walkBrokenPasskeys, walkPasskeys, walkWrongPasskeys } from "../../support/described-passkeys.ts";
import { walkFactorPages } from "../../support/described-factor-pages.ts";
import { walkWithFactors } from "../../support/described-factors.ts";
import { walkAsReporters } from "../../support/described-reports.ts";
import { walkWithoutMoney } from "../../support/described-money.ts";
import { walkAsTwilio } from "../../support/described-twilio.ts";
import { type TestService, wrong } from "../../support/service.ts";

/** Each enrolment makes ten slow hashes, of 32 MiB each. */
jest.setTimeout(120_000);

/** What the walks of this file were answered. */
const seen = new Set<string>();
let service: TestService;
let failing: DescribedService["failing"];
beforeAll(async () => {
  ({ service, failing } = await startDescribedService(seen));
});

const LARGE = "x".repeat(17_000);
const PLAIN = { "content-type": "text/plain" };
const PAGE = { accept: "text/html" };
const bearer = (token: unknown) => ({ authorization: `Bearer ${String(token)}` });

describe.each(["", "/server"] as const)("a sign-in by JSON, below %j, is described", (prefix) => {
  const as = () => caller(service, prefix);
  const later = () => service.clock.advance(30);

  it("from its request to its approval, and after", async () => {
    const { post, open } = as();
    const { challengeId, code } = await open();
    await post("/otp/status", { challengeId });
    await post("/otp/resend", { challengeId });
    await post("/otp/verify", { challengeId, code: wrong(code) });
    await post("/otp/verify", { challengeId, code });
    await post("/otp/verify", { challengeId, code });
    later();
    await post("/otp/resend", { challengeId });
    await post("/otp/verify", await open({ purpose: "change-address" }).then(withoutLink));
  });

  it("with what only a server may say", async () => {
    const { post, open } = as();
    const clientIp = "203.0.113.7";
    const more = prefix === "" ? {} : { clientIp, transaction: { amount: "1 EUR", payee: "Shop" } };
    const { challengeId } = await open(more);
    later();
    const { status } = await post("/otp/resend", { challengeId, clientIp });
    expect(status).toBe(prefix === "" ? 400 : 202);
  });

  it("when there were too many guesses, or too many sends", async () => {
    const { post, open } = as();
    const { challengeId, code } = await open();
    for (let guess = 0; guess < 6; guess++) await post("/otp/verify", { challengeId, code: wrong(code) });
    later();
    await post("/otp/resend", { challengeId });
    const other = await open();
    for (let send = 0; send < 4; send++) {
      later();
      await post("/otp/resend", { challengeId: other.challengeId });
    }
  });

  it("when the challenge was canceled, has expired, or never was", async () => {
    const { post, open } = as();
    const { challengeId, code, t } = await open();
    await service.post("/otp/not-me", { t });
    await post("/otp/verify", { challengeId, code });
    later();
    await post("/otp/resend", { challengeId });
    const old = withoutLink(await open());
    service.clock.advance(301);
    await post("/otp/verify", old);
    await post("/otp/resend", { challengeId: old.challengeId });
    service.clock.advance(300);
    for (const id of [old.challengeId, "x"])
      for (const path of ["verify", "resend", "status"])
        await post(`/otp/${path}`, { challengeId: id, ...(path === "verify" && { code }) });
  });

  it("when a recipient may not be sent to, or has been sent to just now", async () => {
    const { post, open } = as();
    const phone = prefix === "" ? "+1 415 555 0123" : "+1 415 555 0124";
    const { challengeId } = await open({ recipient: phone });
    await post("/otp/request", { recipient: phone });
    await post("/otp/request", { recipient: phone, channel: "whatsapp" });
    await post("/otp/request", { recipient: "+33 6 12 34 56 78" });
    later();
    await post("/otp/resend", { challengeId, channel: "whatsapp" });
    const key = { "idempotency-key": `0123456789abcdef${prefix}` };
    await post("/otp/request", { recipient: somebody() }, key);
    await post("/otp/request", { recipient: somebody() }, key);
  });

  it("when nothing works, and when what was sent should not be read", async () => {
    const { post, open } = as();
    const { challengeId } = await open();
    for (const path of ["request", "verify", "resend", "status"].map((name) => `/otp/${name}`)) {
      await post(path, {});
      await post(path, LARGE);
      await post(path, "x", PLAIN);
      if (prefix !== "") await service.post(prefix + path, {});
      const body = path === "/otp/request" ? { recipient: somebody() } : { challengeId };
      const whole = { ...body, ...(path === "/otp/verify" && { code: "123456" }) };
      await failing("fault", () => post(path, whole));
      await failing("outage", () => post(path, whole));
    }
  });
});

/** What verifying takes of an opened challenge. */
function withoutLink({ challengeId, code }: { readonly challengeId: string; readonly code: string }) {
  return { challengeId, code };
}

describe("a session is described", () => {
  it("while it lasts, and when it is over", async () => {
    const { body } = await service.post("/otp/verify", withoutLink(await caller(service, "").open()));
    await service.get("/otp/session", bearer(body.sessionToken));
    await service.get("/otp/session", bearer(body.token));
    const cookie = `latchkey-session=${String(body.sessionToken)}`;
    await service.get("/otp/session", { ...PAGE, cookie });
    await service.post("/otp/logout", {}, { cookie });
    await service.post("/otp/logout", { everything: true }, bearer(body.sessionToken));
    await service.post("/otp/logout", { all: true }, bearer(body.sessionToken));
    for (const headers of [{}, PAGE]) await service.get("/otp/session", headers);
    await service.post("/otp/logout", LARGE);
    await service.post("/otp/logout", "x", PLAIN);
    for (const how of ["fault", "outage"] as const)
      await failing(how, async () => {
        for (const headers of [{}, PAGE])
          await service.get("/otp/session", { ...bearer(body.sessionToken), ...headers });
        await service.post("/otp/logout", {}, bearer(body.sessionToken));
      });
  });
});

describe("the link of a message is described", () => {
  it("with its page and its click", async () => {
    const { t } = await caller(service, "").open();
    await service.get(`/otp/not-me?t=${t}`);
    await service.get("/otp/not-me?t=x");
    await service.form("/otp/not-me", { t });
    for (const token of ["", "x", LARGE]) await service.form("/otp/not-me", { t: token });
    for (const body of [{ t: "" }, { t: "x" }, LARGE]) await service.post("/otp/not-me", body);
    await service.post("/otp/not-me", "x", PLAIN);
    for (const how of ["fault", "outage"] as const)
      await failing(how, async () => {
        for (const headers of [{}, PAGE]) await service.get(`/otp/not-me?t=${t}`, headers);
        await service.post("/otp/not-me", { t });
        await service.form("/otp/not-me", { t });
      });
  });
});

describe("the pages are described", () => {
  it("from the address to the session and out again", () => walkPages(service));
  it("when something is wrong with what was typed, or with the browser", () => walkWrongPages(service));
  it("when nothing works", () => walkBrokenPages({ service, failing }));
});

describe("what passkeys are answered is described", () => {
  it("from the first one to its removal", () => walkPasskeys(service));
  it("when they are used or changed wrongly", () => walkWrongPasskeys(service));
  it("when nothing works", () => walkBrokenPasskeys({ service, failing }));
});

it("what browsers that show codes are answered is described", () => walkPushes({ service, failing }));
it("what a network is answered that is denied is described", () => walkDenied(seen));
it("what admins are answered is described", () => walkDesk({ service, failing }));

describe("what apps are answered is described", () => {
  it("from the question who is there to the sign-out", () => walkAsApp(service));
  it("when they ask wrongly", () => walkAsWrongApp(service));
  it("when nothing works", () => walkAsAppInVain({ service, failing }));
});

describe("what is published is described", () => {
  it("for backends and developers", async () => {
    const paths = ["/.well-known/jwks.json", "/.well-known/openid-configuration", "/openapi.json"];
    for (const path of paths) await service.get(path);
    await failing("fault", () => service.get("/.well-known/jwks.json"));
    await failing("outage", () => service.get("/.well-known/jwks.json"));
  });
});

describe("what is answered without money is described", () => {
  it("where the day has none left", () => walkWithoutMoney(seen));
});

describe("what Twilio is answered is described", () => {
  it("where it carries SMS, and where it does not", async () => {
    await walkAsTwilio(seen);
    await service.form("/otp/receipts/twilio", { MessageSid: "SM1", MessageStatus: "delivered" });
  });
});

describe("what SendGrid and the owner's gateway are answered is described", () => {
  it("where they carry a channel, and where they do not", async () => {
    await walkAsReporters(seen);
    for (const provider of ["sendgrid", "webhook"]) await service.post(`/otp/receipts/${provider}`, {});
  });
});

describe("what is answered to a second factor is described", () => {
  it("where users have enrolled one", () => walkWithFactors(seen));

  it("on the pages, and on those that set one up", async () =>
    walkFactorPages(await startDescribedService(seen, { secondFactor: "optional" })));
});

describe("the description", () => {
  it("tells of no answer that is never given, and every route was asked", () => {
    const unseen = describedAnswers().filter((answer) => !seen.has(answer));
    const reasonless = unseen.filter((answer) => !ELSEWHERE.some(([, answers]) => answers.test(answer)));
    expect(reasonless).toEqual([]);
    const wrongly = [...seen].filter((answer) => ELSEWHERE.some(([, answers]) => answers.test(answer)));
    expect(wrongly).toEqual([]);
    const asked = operations().filter(([name]) => ![...seen].some((answer) => answer.startsWith(`${name} `)));
    expect(asked).toEqual([]);
  });
});
