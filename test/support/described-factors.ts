import { enrolApp } from "./authenticator-app.ts";
import { caller, type DescribedService, startDescribedService } from "./described-service.ts";
import { enrol } from "./enrolled.ts";
import { cancelTokenOf, passcodeOf } from "./passcodes.ts";

const LARGE = "x".repeat(17_000);

/** What is answered to a second factor, as everybody asks or as a server does. */
export async function walkWithFactors(seen: Set<string>): Promise<void> {
  const { service, failing } = await startDescribedService(seen, { secondFactor: "optional" });
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
  }
  await walkAccount(service, failing);
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
