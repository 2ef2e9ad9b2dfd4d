import { STAYING } from "./app.ts";
import { enrolApp } from "./authenticator-app.ts";
import { browserOf, caller, type DescribedService, startDescribedService } from "./described-service.ts";
import { enrol, type EnrolledUser } from "./enrolled.ts";
import { cancelTokenOf, passcodeOf } from "./passcodes.ts";
import { person } from "./person.ts";
import { signInToStay } from "./staying-app.ts";

const LARGE = "x".repeat(17_000);

/** What is answered to a second factor, as everybody asks or as a server does. */
export async function walkWithFactors(seen: Set<string>): Promise<DescribedService> {
  const described = await startDescribedService(seen, { secondFactor: "optional", account: "on" });
  const { service, failing } = described;
  for (const prefix of ["", "/server"] as const) {
    const { post, open } = caller(service, prefix);
    const recipient = `factors${prefix.length}@example.com`;
    const first = await open({ recipient });
    const { challengeId, code } = first;
    const { body } = await post("/otp/verify", { challengeId, code });
    const user = await enrol(service, String(body.subject), 0);

    /** The code was right, and the factor is waited for. */
    const proved = async () => {
      service.clock.advance(1200);
      const { body: asked } = await post("/otp/request", { recipient });
      const id = String(asked.challengeId);
      const code = await passcodeOf(service.services, id);
      const { body: right } = await post("/otp/verify", { challengeId: id, code });
      await post("/otp/status", { challengeId: id });
      return { challengeId: id, factorToken: right.factorToken };
    };
    const prove = (waiting: object, typed: string) =>
      post("/otp/factor", { ...waiting, factor: "totp", code: typed });

    const right = await proved();
    await prove(right, user.wrong());
    await prove(right, user.shows());
    await prove(right, user.shows());
    const guessed = await proved();
    for (let guess = 0; guess < 6; guess++) await prove(guessed, user.wrong());
    const canceled = await proved();
    await service.post("/otp/not-me", { t: await cancelTokenOf(service.services, canceled.challengeId) });
    await prove(canceled, user.shows());
    const late = await proved();
    service.clock.advance(900);
    await prove(late, user.shows());
    await prove({ challengeId: "made-up", factorToken: "made-up" }, user.shows());
    for (const wrong of [{}, LARGE]) await post("/otp/factor", wrong);
    await post("/otp/factor", "x", { "content-type": "text/plain" });
    const open2 = await proved();
    for (const how of ["fault", "outage"] as const) await failing(how, () => prove(open2, user.shows()));
    if (prefix !== "") await service.post("/server/otp/factor", {});
    service.clock.advance(3600);
    await walkRaising(caller(service, prefix), user);
  }
  await walkAccount(service, failing);
  await walkAccountPage(service, failing);
  await walkNewCodes(service);
  return described;
}

/** What is answered to who proves a factor in a session. */
async function walkRaising({ post, open }: ReturnType<typeof caller>, user: EnrolledUser): Promise<void> {
  const { challengeId, code } = await open();
  const { body } = await post("/otp/verify", { challengeId, code });
  const raise = (headers: Record<string, string>) =>
    post("/otp/factor", { factor: "totp", code: user.shows() }, headers);
  await raise({});
  await raise({ authorization: `Bearer ${String(body.sessionToken)}` });
  const cookie = `latchkey-session=${String(body.sessionToken)}`;
  await raise({ cookie, "sec-fetch-site": "cross-site" });
}

/** What is answered to who sees an account and ends what it has, by a program and by the page. */
async function walkAccountPage(
  service: DescribedService["service"],
  failing: DescribedService["failing"],
): Promise<void> {
  const paths = ["sessions/end", "grants/end", "factors/totp/remove", "factors/backup-codes"].map(
    (path) => `/otp/account/${path}`,
  );
  const browser = browserOf(service);
  const { code } = await browser.ask();
  await browser.form("/otp/verify", { code });
  const session = browser.held("session");
  const authorization = `Bearer ${session}`;
  await browser.get("/otp/account");
  const grant = grantOf(service, session);
  await grant();
  const id = "A".repeat(22);
  const bodies = [{ id }, { clientId: STAYING.id }, { id }, {}];
  for (const [index, path] of paths.entries()) {
    const { [index]: body = {} } = bodies;
    for (const headers of [{}, { authorization }] as Record<string, string>[])
      await service.post(path, body, headers);
    await service.post(path, body, { cookie: `latchkey-session=${session}`, "sec-fetch-site": "cross-site" });
    for (const wrong of [{ colour: "red" }, LARGE]) await service.post(path, wrong, { authorization });
    await service.post(path, "x", { authorization, "content-type": "text/plain" });
    for (const site of ["same-origin", "cross-site"]) await browser.form(path, { ...body }, site);
    await browser.form(path, { large: LARGE }, "cross-site");
    await browser.get("/otp/account");
  }
  await grant();
  for (let times = 0; times < 2; times += 1)
    await service.post(paths[1] ?? "", { clientId: STAYING.id }, { authorization });
  await service.get("/otp/account", { authorization });
  for (const how of ["fault", "outage"] as const)
    await failing(how, async () => {
      for (const accept of ["text/html", "application/json"])
        await service.get("/otp/account", { accept, authorization });
      for (const [index, path] of paths.entries()) {
        await service.post(path, bodies[index], { authorization });
        await browser.form(path, { ...bodies[index] });
      }
    });
  await service.post(paths[0] ?? "", { others: true }, { authorization });
  await service.post("/otp/logout", {}, { authorization });
  for (const path of paths) await browser.form(path, { id, clientId: "none" });
  for (const accept of ["text/html", "application/json"]) await service.get("/otp/account", { accept });
}

/** What is answered to who makes new backup codes on the page of the account. */
async function walkNewCodes(service: DescribedService["service"]): Promise<void> {
  const browser = browserOf(service);
  const { code } = await browser.ask();
  await browser.form("/otp/verify", { code });
  const own = { authorization: `Bearer ${browser.held("session")}` };
  await enrolApp(service, own);
  browser.hold("session", own.authorization.slice("Bearer ".length));
  await browser.get("/otp/account");
  await browser.form("/otp/account/factors/backup-codes");
}

/** Has an app be granted something in a session. */
function grantOf(service: DescribedService["service"], session: string): () => Promise<unknown> {
  const browser = person(service);
  browser.cookies.set("latchkey-session", session);
  return () => signInToStay(service, "", { browser, scope: "openid offline_access" });
}

const ACCOUNT = "/otp/account/factors";

/** What is answered to who sees and changes factors. */
async function walkAccount(
  service: DescribedService["service"],
  failing: DescribedService["failing"],
): Promise<void> {
  const signedIn = async () => {
    const { challengeId, code } = await caller(service, "").open();
    const { body } = await service.post("/otp/verify", { challengeId, code });
    return { authorization: `Bearer ${String(body.sessionToken)}` };
  };
  const user = await signedIn();
  const { id } = await enrolApp(service, user);
  const calls = {
    [`${ACCOUNT}/totp`]: {},
    [`${ACCOUNT}/totp/confirm`]: { enrolment: "0.AAAA", code: "123456" },
    [`${ACCOUNT}/totp/remove`]: { id },
    [`${ACCOUNT}/backup-codes`]: {},
  };
  const all = async (headers: Record<string, string>) => {
    await service.get(ACCOUNT, headers);
    for (const [path, body] of Object.entries(calls)) await service.post(path, body, headers);
  };
  const cookie = `latchkey-session=${user.authorization.slice("Bearer ".length)}`;
  await all({});
  await all({ cookie, "sec-fetch-site": "cross-site" });
  for (const how of ["fault", "outage"] as const) await failing(how, () => all(user));
  for (const path of Object.keys(calls)) {
    for (const wrong of [{ colour: "red" }, LARGE]) await service.post(path, wrong, user);
    await service.post(path, "x", { ...user, "content-type": "text/plain" });
  }
  await service.post(`${ACCOUNT}/backup-codes`, {}, user);
  await all(user);
  // There is none any more.
  await all(user);
  service.clock.advance(600);
  await all(user);
}
