import { browserOf, type DescribedService, somebody } from "./described-service.ts";
import { type TestService, wrong } from "./service.ts";

const LARGE = "x".repeat(17_000);

/** A browser from the address to the session and out again, with whatever else the pages name. */
export async function walkPages(service: TestService): Promise<void> {
  const browser = browserOf(service);
  const { code } = await browser.ask();
  await browser.form("/otp/verify", { code: wrong(code) });
  await browser.form("/otp/verify", { code: "1" });
  await browser.get("/otp/verify?locale=ar");
  for (const address of ["/otp/link", "/otp/nothing"]) await browser.get(address);
  await service.get("/otp/nothing");
  await browser.form("/otp/resend");
  await browser.get("/otp/resend");
  service.clock.advance(30);
  await browser.form("/otp/resend");
  for (const channel of ["sms", "pigeon"]) await browser.form("/otp/resend", { channel });
  await browser.get("/otp/verify");
  await browser.form("/otp/verify", { code });
  browser.forget("challenge");
  for (const path of ["/otp/verify", "/otp/resend", "/otp/session", "/otp/logout"]) await browser.get(path);
  const shown = { accept: "application/json", authorization: `Bearer ${browser.held("session")}` };
  await service.get("/otp/logout", shown);
  await browser.form("/otp/logout");
  const confirmed = await browser.ask({ purpose: "change-address" });
  await browser.form("/otp/verify", { code: confirmed.code });
  await browser.get("/otp/request?channel=sms&recipient=%2B14155550123&locale=de");
  const [script = ""] = /\/otp\/script\.js\?v=[\w-]+/.exec((await browser.get("/otp/request")).text) ?? [];
  for (const address of [script, "/otp/script.js"]) await service.get(address);
}

/** A browser that types, or is, something wrong. */
export async function walkWrongPages(service: TestService): Promise<void> {
  const browser = browserOf(service);
  const email = somebody();
  const overOrNone = async () => {
    for (const path of ["/otp/verify", "/otp/resend"]) await browser.get(path);
    await browser.form("/otp/verify", { code: "123456" });
    await browser.form("/otp/resend");
  };
  await browser.ask({ email });
  await browser.form("/otp/request", { email });
  await browser.form("/otp/request", { email: "nobody" });
  service.clock.advance(301);
  await overOrNone();
  browser.forget("challenge");
  await overOrNone();
  const { code } = await browser.ask();
  for (let guess = 0; guess < 5; guess++) await browser.form("/otp/verify", { code: wrong(code) });
  for (const path of ["/otp/verify", "/otp/resend"]) await browser.get(path);
  await browser.get("/otp/logout");
  await service.get("/otp/logout");
  browser.forget("form");
  for (const path of ["request", "verify", "resend", "logout"])
    for (const fields of [{}, { large: LARGE }])
      for (const site of ["same-origin", "cross-site"]) await browser.form(`/otp/${path}`, fields, site);
}

/** A browser while nothing works. */
export async function walkBrokenPages({ service, failing }: DescribedService): Promise<void> {
  const browser = browserOf(service);
  const { challengeId } = await browser.ask();
  const cookie = `latchkey-challenge=${challengeId}; latchkey-session=${challengeId}`;
  for (const how of ["fault", "outage"] as const)
    await failing(how, async () => {
      for (const path of ["request", "verify", "resend", "logout"])
        await browser.form(`/otp/${path}`, { code: "123456" });
      for (const path of ["/otp/request", "/otp/verify", "/otp/resend", "/otp/link", "/otp/logout"])
        for (const accept of ["text/html", "application/json"]) await service.get(path, { accept, cookie });
    });
}
