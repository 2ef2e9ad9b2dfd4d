import { beforeAll, describe, expect, it } from "@jest/globals";
import { softPasskey } from "../../support/authenticator.ts";
import { creationOptions, enrol, type PasskeyUser, signedIn, signInBy } from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ factors: { passkeys: "on" } });
});

const bearer = (token: unknown) => ({ authorization: `Bearer ${String(token)}` });
const typeOf = ({ body }: { body: Record<string, unknown> }) => String(body.type).split(":").at(-1);
const listOf = async (user: Pick<PasskeyUser, "authorization">) => {
  const { body } = await service.get("/otp/passkeys", user.authorization);
  return body as { passkeys: { id: string; name: string }[]; mayChange: boolean };
};

/** A user with one passkey, and a session in which it was proved. */
const withPasskey = async () => {
  const user = await signedIn(service);
  const { passkey } = await enrol(service, user);
  await service.settled();
  const proved = { authorization: bearer((await signInBy(service, passkey)).body.sessionToken) };
  return { user, passkey, proved };
};

describe("a passkey", () => {
  it("is added by the session of a code that was just typed, under a name", async () => {
    const user = await signedIn(service);
    const { answer } = await enrol(service, user, { name: "Laptop" });
    const { othersEnded, ...added } = answer.body;
    expect([answer.status, added, othersEnded]).toEqual([
      201,
      expect.objectContaining({ name: "Laptop" }),
      true,
    ]);
    expect((await listOf(user)).passkeys).toEqual([added]);
  });

  it("is not added ten minutes after the code, nor by an access token, nor by nobody", async () => {
    const user = await signedIn(service);
    const registration = softPasskey({ origin: service.url }).create(await creationOptions(service, user));
    service.clock.advance(600);
    const fresh = await service.post("/otp/passkeys/options", { purpose: "enrolment" }, user.authorization);
    expect([fresh.status, typeOf(fresh)]).toEqual([403, "proof-too-old"]);
    // What was asked for in time is too late by now, too.
    const late = await service.post("/otp/passkeys", { registration }, user.authorization);
    expect([late.status, typeOf(late)]).toEqual([403, "proof-too-old"]);
    const { body } = await service.get("/otp/session", user.authorization);
    for (const headers of [bearer(body.token), {}])
      expect((await service.post("/otp/passkeys/options", { purpose: "enrolment" }, headers)).status).toBe(
        401,
      );
    expect((await listOf(user)).passkeys).toEqual([]);
  });

  it("once there is one, needs it proved: a code from the mailbox neither adds nor removes one", async () => {
    const { user, passkey, proved } = await withPasskey();
    service.clock.advance(30);
    const thief = await signedIn(service, user.address);
    const asked = await service.post("/otp/passkeys/options", { purpose: "enrolment" }, thief.authorization);
    expect([asked.status, typeOf(asked)]).toEqual([403, "proof-too-old"]);
    const { passkeys, mayChange } = await listOf(thief);
    expect(mayChange).toBe(false);
    const removed = await service.post("/otp/passkeys/remove", { id: passkeys[0]?.id }, thief.authorization);
    expect([removed.status, typeOf(removed)]).toEqual([403, "proof-too-old"]);
    expect((await signInBy(service, passkey)).status).toBe(200);
    expect((await enrol(service, proved)).answer.status).toBe(201);
    service.clock.advance(600);
    const late = await service.post("/otp/passkeys/remove", { id: passkeys[0]?.id }, proved.authorization);
    expect(typeOf(late)).toBe("proof-too-old");
  });

  it("is not added for another session, subject or purpose, nor of another origin or twice", async () => {
    const [anna, bert] = [await signedIn(service), await signedIn(service)];
    const passkey = softPasskey({ origin: service.url });
    const options = await creationOptions(service, anna);
    const send = (user: PasskeyUser, registration: unknown) =>
      service.post("/otp/passkeys", { registration }, user.authorization);
    expect((await send(bert, passkey.create(options))).status).toBe(401);
    service.clock.advance(30);
    expect((await send(await signedIn(service, anna.address), passkey.create(options))).status).toBe(401);
    const told = [{ origin: "https://evil.example" }, { rpId: "evil.example" }, { userVerified: false }];
    for (const one of told) expect((await send(anna, passkey.create(options, one))).status).toBe(401);
    const { body } = await service.post("/otp/passkeys/options", { purpose: "session" }, anna.authorization);
    const { challenge } = body.publicKey as { challenge: string };
    expect((await send(anna, passkey.create(options, { challenge }))).status).toBe(401);
    expect((await listOf(anna)).passkeys).toEqual([]);
    expect((await send(anna, passkey.create(options))).status).toBe(201);
  });

  it("is one of ten at most", async () => {
    const { proved } = await withPasskey();
    for (let count = 1; count < 10; count += 1)
      expect((await enrol(service, proved)).answer.status).toBe(201);
    const eleventh = await service.post(
      "/otp/passkeys/options",
      { purpose: "enrolment" },
      proved.authorization,
    );
    expect([eleventh.status, typeOf(eleventh)]).toEqual([400, "invalid-request"]);
    expect((await listOf(proved)).passkeys).toHaveLength(10);
  });

  it("of two at once is added one, however they race for the last place", async () => {
    const { proved } = await withPasskey();
    for (let count = 1; count < 9; count += 1) await enrol(service, proved);
    const options = await creationOptions(service, proved);
    const made = [1, 2, 3].map(() => softPasskey({ origin: service.url }).create(options));
    const answers = await Promise.all(
      made.map((registration) => service.post("/otp/passkeys", { registration }, proved.authorization)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await listOf(proved)).passkeys).toHaveLength(10);
  });

  it("that is removed signs nobody in, and its place is free", async () => {
    const { proved, passkey } = await withPasskey();
    const id = (await listOf(proved)).passkeys[0]?.id ?? "";
    const remove = () => service.post("/otp/passkeys/remove", { id }, proved.authorization);
    expect(await remove()).toMatchObject({ status: 200, body: { othersEnded: true } });
    const answer = await signInBy(service, passkey);
    expect([answer.status, typeOf(answer)]).toEqual([404, "not-found"]);
    expect((await listOf(proved)).passkeys).toEqual([]);
  });

  it("takes another name where one could be removed, and no name that hides something", async () => {
    const { proved, user } = await withPasskey();
    const id = (await listOf(proved)).passkeys[0]?.id ?? "";
    const rename = (name: string, who: Pick<PasskeyUser, "authorization"> = proved) =>
      service.post("/otp/passkeys/rename", { id, name }, who.authorization);
    expect((await rename("Phone")).status).toBe(204);
    for (const name of ["", "a\u202eb", "-".repeat(5), "x".repeat(41), "a\nb"])
      expect((await rename(name)).status).toBe(400);
    expect((await listOf(user)).passkeys).toEqual([expect.objectContaining({ name: "Phone" })]);
    const unproved = await rename("Mine", user);
    expect([unproved.status, typeOf(unproved)]).toEqual([403, "proof-too-old"]);
    const stranger = await rename("Mine", await signedIn(service));
    expect([stranger.status, typeOf(stranger)]).toEqual([404, "not-found"]);
  });

  it("that is added or removed ends what else is open, and leaves its own session", async () => {
    const user = await signedIn(service);
    service.clock.advance(31);
    const thief = await signedIn(service, user.address);
    service.clock.advance(31);
    const open = await service.challenge(user.address);
    const is = async (one: Pick<PasskeyUser, "authorization">) =>
      (await service.get("/otp/session", one.authorization)).status;
    const { passkey, answer } = await enrol(service, user);
    expect(answer.body).toMatchObject({ othersEnded: true });
    expect([await is(thief), await is(user)]).toEqual([401, 200]);
    expect(typeOf(await service.post("/otp/verify", open))).toBe("challenge-canceled");
    const proved = { authorization: bearer((await signInBy(service, passkey)).body.sessionToken) };
    const { id } = answer.body;
    expect((await service.post("/otp/passkeys/remove", { id }, proved.authorization)).status).toBe(200);
    expect([await is(user), await is(proved)]).toEqual([401, 200]);
  });

  it("stays changed where the table fails before other sessions end, and the answer says so", async () => {
    const failing = await startTestService(
      { factors: { passkeys: "on" } },
      {
        override: ({ storage }) => ({
          storage: {
            ...storage,
            challenges: Object.assign(Object.create(storage.challenges) as typeof storage.challenges, {
              list: () => Promise.reject(new Error("the table does not answer")),
            }),
          },
        }),
      },
    );
    const user = await signedIn(failing);
    const { passkey, answer } = await enrol(failing, user);
    expect(answer).toMatchObject({ status: 201, body: { othersEnded: false } });
    const { body } = await signInBy(failing, passkey);
    const removed = await failing.post(
      "/otp/passkeys/remove",
      { id: answer.body.id },
      bearer(body.sessionToken),
    );
    expect(removed).toMatchObject({ status: 200, body: { othersEnded: false } });
  });

  it("is changed by no form and no script of another site, whose user's cookie comes along", async () => {
    const { proved } = await withPasskey();
    const cookie = `latchkey-session=${proved.authorization.authorization.slice("Bearer ".length)}`;
    const id = (await listOf(proved)).passkeys[0]?.id ?? "";
    for (const site of ["cross-site", "same-site"]) {
      const answer = await service.post("/otp/passkeys/remove", { id }, { cookie, "sec-fetch-site": site });
      expect([answer.status, typeOf(answer)]).toEqual([403, "forbidden-origin"]);
    }
    expect((await listOf(proved)).passkeys).toHaveLength(1);
  });
});
