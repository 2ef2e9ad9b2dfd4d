import { softPasskey } from "./authenticator.ts";
import { browserOf, caller, type DescribedService } from "./described-service.ts";
import { cancelTokenOf, factorTokenOf } from "./passcodes.ts";
import { begin, creationOptions, enrol, type PasskeyUser, signInBy } from "./passkey-user.ts";
import type { TestService } from "./service.ts";

const LARGE = "x".repeat(17_000);
const PLAIN = { "content-type": "text/plain" };
const PAGE = { accept: "text/html" };
const PATHS = ["/options", "/verify", "", "/remove", "/rename"].map((path) => `/otp/passkeys${path}`);

async function somebodySignedIn(service: TestService): Promise<Pick<PasskeyUser, "authorization">> {
  const { challengeId, code } = await caller(service, "").open();
  const { body } = await service.post("/otp/verify", { challengeId, code });
  return { authorization: { authorization: `Bearer ${String(body.sessionToken)}` } };
}

const cookieOf = ({ authorization }: Pick<PasskeyUser, "authorization">) => ({
  cookie: `latchkey-session=${authorization.authorization.slice("Bearer ".length)}`,
});

/** A user from the first passkey to its removal, by a program and by the pages. */
export async function walkPasskeys(service: TestService): Promise<void> {
  const user = await somebodySignedIn(service);
  const { passkey, answer } = await enrol(service, user);
  const { id } = answer.body;
  for (const headers of [user.authorization, { ...cookieOf(user), ...PAGE }])
    await service.get("/otp/passkeys", headers);
  const signedIn = await signInBy(service, passkey);
  const proved = { authorization: { authorization: `Bearer ${String(signedIn.body.sessionToken)}` } };
  await service.post("/otp/passkeys/rename", { id, name: "Laptop" }, proved.authorization);
  const options = await creationOptions(service, proved);
  const raced = [1, 2, 3, 4].map(() => softPasskey({ origin: service.url }).create(options));
  await Promise.all(
    raced.map((registration) => service.post("/otp/passkeys", { registration }, proved.authorization)),
  );
  await service.post("/otp/passkeys/remove", { id }, proved.authorization);
  await service.post("/otp/passkeys/remove", { id }, proved.authorization);
  await signInBy(service, passkey);
  const browser = browserOf(service);
  await browser.get("/otp/request");
  await browser.form("/otp/passkeys/verify", { assertion: "{}" });
  for (const path of ["remove", "rename"])
    for (const site of ["same-origin", "cross-site"]) await browser.form(`/otp/passkeys/${path}`, {}, site);
}

/** Passkeys as a second step, of challenges that do not wait for one. */
async function walkSecondSteps(service: TestService): Promise<void> {
  const { passkey } = await enrol(service, await somebodySignedIn(service));
  const assertion = passkey.get((await begin(service)).publicKey);
  const { open } = caller(service, "");
  const send = async (challengeId: string) => {
    const factorToken = await factorTokenOf(service.services, challengeId);
    await service.post("/otp/passkeys/verify", { challengeId, factorToken, assertion });
  };
  await service.post("/otp/passkeys/verify", { challengeId: "x", factorToken: "x", assertion });
  const [pending, used, canceled, locked] = [await open(), await open(), await open(), await open()];
  await service.post("/otp/verify", { challengeId: used.challengeId, code: used.code });
  await service.post("/otp/not-me", { t: await cancelTokenOf(service.services, canceled.challengeId) });
  const code = String((Number(locked.code) + 1) % 1_000_000).padStart(6, "0");
  for (let guess = 0; guess < 5; guess += 1)
    await service.post("/otp/verify", { challengeId: locked.challengeId, code });
  for (const { challengeId } of [pending, used, canceled, locked]) await send(challengeId);
  service.clock.advance(900);
  await send(pending.challengeId);
}

/** What is refused, and why. */
export async function walkWrongPasskeys(service: TestService): Promise<void> {
  await walkSecondSteps(service);
  const user = await somebodySignedIn(service);
  const { passkey, answer } = await enrol(service, user);
  const { id } = answer.body;
  const foreign = { ...cookieOf(user), "sec-fetch-site": "cross-site" };
  const { publicKey } = await begin(service);
  const assertion = passkey.get(publicKey);
  const registration = softPasskey({ origin: service.url }).create(
    await creationOptions(service, await somebodySignedIn(service)),
  );
  const rightly = {
    "/otp/passkeys/options": { purpose: "enrolment" },
    "/otp/passkeys/verify": { assertion },
    "/otp/passkeys": { registration },
    "/otp/passkeys/remove": { id },
    "/otp/passkeys/rename": { id, name: "Laptop" },
  };
  for (const [path, body] of Object.entries(rightly)) {
    await service.post(path, body);
    await service.post(path, body, foreign);
    await service.post(path, body, user.authorization);
  }
  await service.post("/otp/passkeys", { registration }, (await somebodySignedIn(service)).authorization);
  const unknown = "A".repeat(43);
  for (const path of PATHS) {
    await service.post(path, { colour: "red" });
    await service.post(path, LARGE);
    await service.post(path, "x", PLAIN);
  }
  for (const headers of [{}, PAGE]) await service.get("/otp/passkeys", headers);
  const browser = browserOf(service);
  await browser.get("/otp/request");
  for (const path of ["verify", "remove", "rename"])
    for (const fields of [{}, { large: LARGE }])
      for (const site of ["same-origin", "cross-site"])
        await browser.form(`/otp/passkeys/${path}`, fields, site);
  for (const path of ["remove", "rename"])
    await browser.form(`/otp/passkeys/${path}`, { id: unknown, name: "Laptop" });
  const { body } = await signInBy(service, passkey);
  const proved = { authorization: { authorization: `Bearer ${String(body.sessionToken)}` } };
  await service.post("/otp/passkeys/rename", { id: unknown, name: "Laptop" }, proved.authorization);
  const twice = softPasskey({ origin: service.url });
  for (let times = 0; times < 2; times += 1)
    await service.post(
      "/otp/passkeys",
      { registration: twice.create(await creationOptions(service, proved)) },
      proved.authorization,
    );
  for (let count = 2; count < 9; count += 1) await enrol(service, proved);
  const last = await creationOptions(service, proved);
  await enrol(service, proved);
  await service.post("/otp/passkeys/options", { purpose: "enrolment" }, proved.authorization);
  const eleventh = softPasskey({ origin: service.url }).create(last);
  await service.post("/otp/passkeys", { registration: eleventh }, proved.authorization);
  const { body: listed } = await service.get("/otp/passkeys", proved.authorization);
  const all = (listed.passkeys as { id: string }[]).slice(1);
  await Promise.all(
    all.map((one) => service.post("/otp/passkeys/remove", { id: one.id }, proved.authorization)),
  );
  const late = await somebodySignedIn(service);
  service.clock.advance(599);
  const inTime = softPasskey({ origin: service.url }).create(await creationOptions(service, late));
  service.clock.advance(1);
  await service.post("/otp/passkeys", { registration: inTime }, late.authorization);
  await service.post("/otp/passkeys/remove", { id }, proved.authorization);
}

/** Faults and outages. */
export async function walkBrokenPasskeys({ service, failing }: DescribedService): Promise<void> {
  const user = await somebodySignedIn(service);
  const { passkey, answer } = await enrol(service, user);
  const { id } = answer.body;
  const registration = softPasskey({ origin: service.url }).create(
    await creationOptions(service, await somebodySignedIn(service)),
  );
  const { publicKey, verifier } = await begin(service);
  const assertion = passkey.get(publicKey);
  const browser = browserOf(service);
  await browser.get("/otp/request");
  for (const how of ["fault", "outage"] as const)
    await failing(how, async () => {
      for (const headers of [{}, PAGE])
        await service.get("/otp/passkeys", { ...user.authorization, ...headers });
      await service.post("/otp/passkeys/options", { purpose: "enrolment" }, user.authorization);
      await service.post("/otp/passkeys/verify", { assertion, verifier });
      await service.post("/otp/passkeys", { registration }, user.authorization);
      await service.post("/otp/passkeys/remove", { id }, user.authorization);
      await service.post("/otp/passkeys/rename", { id, name: "Laptop" }, user.authorization);
      for (const path of ["verify", "remove", "rename"]) await browser.form(`/otp/passkeys/${path}`);
    });
}
