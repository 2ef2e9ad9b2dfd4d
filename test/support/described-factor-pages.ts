import { expect } from "@jest/globals";
import { askReset } from "../../functions/flows/ask-reset.ts";
import { authenticatorApp } from "./authenticator-app.ts";
import { browserOf, type DescribedService, somebody } from "./described-service.ts";
import { enrol } from "./enrolled.ts";
import { cancelTokenOf } from "./passcodes.ts";
import { resetsOf } from "./resets.ts";

const SET_UP = "/otp/account/factors/totp";
const CONFIRM = `${SET_UP}/confirm`;
const LARGE = "x".repeat(17_000);

type Browser = ReturnType<typeof browserOf>;

/** A browser in which the code of a user with two steps was right. */
async function atStep({ service }: DescribedService, email: string, browser = browserOf(service)) {
  service.clock.advance(1200);
  const { challengeId, code } = await browser.ask({ email });
  await browser.form("/otp/verify", { code });
  return { browser, challengeId };
}

/** What a browser sends along. */
function heldBy({ held }: Browser): string {
  return ["session", "challenge", "factor"].map((name) => `latchkey-${name}=${held(name)}`).join("; ");
}

/** Signs in by the code alone, and opens the page that sets up an authenticator. */
async function atSetUp({ service }: DescribedService) {
  const browser = browserOf(service);
  const { code } = await browser.ask();
  await browser.form("/otp/verify", { code });
  const { text } = await browser.get(SET_UP);
  const [, uri = ""] = /href="(otpauth:[^"]+)"/.exec(text) ?? [];
  const [, enrolment = ""] = /name="enrolment" value="([^"]+)"/.exec(text) ?? [];
  const { shows } = authenticatorApp(uri.replaceAll("&#38;", "&"));
  return { browser, enrolment, shows: () => shows(service.clock.now()) };
}

/** What browsers are answered on the pages of a second step, and on those that set one up. */
export async function walkFactorPages(described: DescribedService): Promise<void> {
  await walkStep(described);
  await walkSetUp(described);
  await walkKeep(described);
}

/** What the link of a reset is answered. */
async function walkKeep({ service, failing }: DescribedService): Promise<void> {
  const desk = resetsOf(() => service);
  const asked = async () => {
    const email = somebody();
    service.clock.advance(1200);
    const { body } = await service.post("/otp/verify", await service.challenge(email));
    await enrol(service, String(body.subject), 0);
    // The desk's addresses are none of the service's own.
    const author = { origin: "desk", by: "bo" } as const;
    const ask = { author, evidence: "passport", asOwner: false, leaveOut: [], untold: false };
    expect((await askReset(service.services, { customer: email }, ask)).kind).toBe("asked");
    await service.settled();
    return desk.linkIn(email) ?? "";
  };
  const page = "/otp/keep-factors";
  const t = await asked();
  const html = { accept: "text/html" };
  for (const token of [t, "x"]) await service.get(`${page}?t=${token}`, html);
  for (const token of [t, "", "x", LARGE]) await service.form(page, { t: token });
  for (const body of [{ t: await asked() }, { t: "" }, { t: "x" }, LARGE]) await service.post(page, body);
  await service.post(page, "x", { "content-type": "text/plain" });
  for (const how of ["fault", "outage"] as const)
    await failing(how, async () => {
      for (const headers of [{}, html]) await service.get(`${page}?t=${t}`, headers);
      await service.post(page, { t });
      await service.form(page, { t });
    });
}

async function walkStep(described: DescribedService): Promise<void> {
  const { service, failing } = described;
  const email = somebody();
  const first = await service.challenge(email);
  const { body } = await service.post("/otp/verify", first);
  const user = await enrol(service, String(body.subject), 0);
  const give = ({ browser }: { readonly browser: Browser }, code: string) =>
    browser.form("/otp/factor", { code, factor: "totp" });

  const right = await atStep(described, email);
  await right.browser.get("/otp/factor");
  await give(right, user.wrong());
  for (const fields of [{}, { large: LARGE }]) await right.browser.form("/otp/factor", fields, "cross-site");
  for (const how of ["fault", "outage"] as const)
    await failing(how, async () => {
      await give(right, "123456");
      await right.browser.get("/otp/factor");
      await service.get("/otp/factor", { cookie: heldBy(right.browser) });
    });
  await give(right, user.shows());
  await right.browser.get("/otp/factor");
  await give(right, user.shows());
  // As many as there may be.
  for (let more = 0; more < 4; more++) await enrol(service, String(body.subject), 0);
  for (const path of [SET_UP, CONFIRM])
    for (const accept of ["text/html", "application/json"])
      await service.get(path, { accept, cookie: heldBy(right.browser) });

  const guessed = await atStep(described, email);
  for (let guess = 0; guess < 5; guess++) await give(guessed, user.wrong());
  await guessed.browser.get("/otp/factor");
  const canceled = await atStep(described, email);
  await service.post("/otp/not-me", { t: await cancelTokenOf(service.services, canceled.challengeId) });
  await canceled.browser.get("/otp/factor");
  // Its token is no more believed than its id.
  const forged = await atStep(described, email);
  const cookie = heldBy(forged.browser).replace(/.$/, "_");
  await service.get("/otp/factor", { accept: "text/html", cookie });
}

async function walkSetUp(described: DescribedService): Promise<void> {
  const { service, failing } = described;
  for (const accept of ["text/html", "application/json"])
    for (const path of [SET_UP, CONFIRM]) await service.get(path, { accept });
  const late = await atSetUp(described);
  const { browser, enrolment, shows } = await atSetUp(described);
  await browser.get(CONFIRM);
  for (const path of [SET_UP, CONFIRM]) await browser.get(`${path}?mark=0.4fTq0c1xXl3aJ9Zb`);
  await browser.form(CONFIRM, { enrolment, code: "12" });
  for (const fields of [{}, { large: LARGE }]) await browser.form(CONFIRM, fields, "cross-site");
  for (const how of ["fault", "outage"] as const)
    await failing(how, async () => {
      for (const path of [SET_UP, CONFIRM])
        for (const accept of ["text/html", "application/json"])
          await service.get(path, { accept, cookie: heldBy(browser) });
      await browser.form(CONFIRM, { enrolment, code: "123456" });
    });
  await browser.form(CONFIRM, { enrolment, code: shows() });
  service.clock.advance(600);
  // One has a factor to prove, and the other one nothing but a code.
  for (const who of [browser, late.browser])
    for (const accept of ["text/html", "application/json"])
      for (const path of [SET_UP, CONFIRM]) await service.get(path, { accept, cookie: heldBy(who) });
  browser.forget("session");
  await browser.form(CONFIRM, { enrolment, code: "123456" });
}
