import { browserOf, caller, type DescribedService } from "./described-service.ts";
import { pushBrowser } from "./push-browser.ts";
import type { TestService } from "./service.ts";

const LARGE = "x".repeat(17_000);
const PLAIN = { "content-type": "text/plain" };
const PAGE = { accept: "text/html" };
const PATHS = ["/otp/push", "/otp/push/remove"];

async function somebodySignedIn(service: TestService) {
  const { challengeId, code } = await caller(service, "").open();
  const { body } = await service.post("/otp/verify", { challengeId, code });
  const token = String(body.sessionToken);
  return { headers: { authorization: `Bearer ${token}` }, cookie: { cookie: `latchkey-session=${token}` } };
}

const bodyOf = () => ({ subscription: pushBrowser().subscription });

/** All of it, in turn. */
export async function walkPushes(described: DescribedService): Promise<void> {
  await walkPush(described.service);
  await walkWrongPush(described.service);
  await walkBrokenPush(described);
}

/** A user from the first browser to the last, by a program and by the page. */
async function walkPush(service: TestService): Promise<void> {
  const { headers, cookie } = await somebodySignedIn(service);
  const one = bodyOf();
  const { body } = await service.post("/otp/push", one, headers);
  await service.post("/otp/push", one, headers);
  for (const shown of [headers, { ...cookie, ...PAGE }]) await service.get("/otp/push", shown);
  await service.post("/otp/push/remove", { id: body.id }, headers);
  await service.post("/otp/push/remove", { id: body.id }, headers);
  for (const path of ["worker.js", "manifest.json"]) await service.get(`/otp/push/${path}`);
}

/** What is refused, and why. */
async function walkWrongPush(service: TestService): Promise<void> {
  const { headers, cookie } = await somebodySignedIn(service);
  const foreign = { ...cookie, "sec-fetch-site": "cross-site" };
  const { body } = await service.post("/otp/push", bodyOf(), headers);
  const rightly = { "/otp/push": bodyOf(), "/otp/push/remove": { id: body.id } };
  for (const [path, sent] of Object.entries(rightly))
    for (const by of [{}, foreign]) await service.post(path, sent, by);
  for (const path of PATHS) {
    await service.post(path, { colour: "red" });
    await service.post(path, LARGE);
    await service.post(path, "x", PLAIN);
  }
  for (const shown of [{}, PAGE]) await service.get("/otp/push", shown);
  const browser = browserOf(service);
  await browser.get("/otp/request");
  for (const fields of [{}, { large: LARGE }])
    for (const site of ["same-origin", "cross-site"]) await browser.form("/otp/push/remove", fields, site);
  await browser.form("/otp/push/remove", { id: "A".repeat(22) });
  service.clock.advance(600);
  for (const [path, sent] of Object.entries(rightly)) await service.post(path, sent, headers);
}

/** Faults and outages. */
async function walkBrokenPush({ service, failing }: DescribedService): Promise<void> {
  const { headers } = await somebodySignedIn(service);
  const { body } = await service.post("/otp/push", bodyOf(), headers);
  const browser = browserOf(service);
  await browser.get("/otp/request");
  for (const how of ["fault", "outage"] as const)
    await failing(how, async () => {
      for (const shown of [{}, PAGE]) await service.get("/otp/push", { ...headers, ...shown });
      await service.post("/otp/push", bodyOf(), headers);
      await service.post("/otp/push/remove", { id: body.id }, headers);
      await browser.form("/otp/push/remove");
    });
}
