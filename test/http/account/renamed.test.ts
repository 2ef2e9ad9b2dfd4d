import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { recipientKey, subjectOf } from "../../../functions/domain/recipient.ts";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { accountOf } from "../../support/account-user.ts";
import { enrol, type EnrolledUser } from "../../support/enrolled.ts";
import { enrol as enrolPasskey, signInBy } from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { tableItems } from "../../support/table-items.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    ...{ registration: "registered", secondFactor: "optional", factors: { passkeys: "on" } },
  });
});
const { signIn } = accountOf(() => service);

let serial = 0;
/** Ids and an address that no other test has. */
function people() {
  serial += 1;
  return { email: `renamed${serial}@example.com`, id: `was-${serial}`, next: `is-${serial}` };
}
const register = (recipient: string, customerId?: string, more = {}) =>
  service.post("/_local/customers", { recipient, ...(customerId && { customerId }), ...more });
const registered = async (recipient: string, customerId?: string, more = {}) => {
  const answer = await register(recipient, customerId, more);
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
};
const enrolOf = (subject: string) => enrol(service, subject, 0);
const pseudonym = async (address: string) =>
  subjectOf(await service.services.keys.recipient(), { addressKind: "email", address });
/** What a sign-in needs beside the code, and the `sub` that it ends with. */
async function signsIn(address: string, user: EnrolledUser) {
  const { body } = await signIn(address);
  if (body.status === "approved") return { steps: 1, subject: body.subject };
  const { challengeId, factorToken } = body;
  const proof = { challengeId, factorToken, factor: "totp", code: user.shows() };
  const factor = await service.post("/otp/factor", proof);
  return { steps: 2, subject: factor.body.subject };
}

describe("a user with factors who is given another id", () => {
  it("of an open service keeps them as a customer, and other contacts of that one have them too", async () => {
    const { email, id, next } = people();
    const second = `second-${email}`;
    await registered(second, id);
    const open = await signIn(second);
    expect(open.body.status).toBe("approved");
    const user = await enrolOf(await pseudonym(email));
    await registered(email, id);
    expect(await signsIn(email, user)).toEqual({ steps: 2, subject: id });
    // What a contact opened with one step ends, as by an enrolment.
    expect((await service.get("/otp/session", open.headers)).status).toBe(401);
    expect(await signsIn(second, user)).toEqual({ steps: 2, subject: id });
    const third = `third-${email}`;
    await registered(third, id);
    expect(await signsIn(third, user)).toEqual({ steps: 2, subject: id });
    expect((await register(email, next)).body).toEqual({ outcome: "factors-shared" });
  });

  it("keeps them through ids, there and back, and leaves none to who is given the old ones", async () => {
    const { email, id, next } = people();
    await registered(email, id);
    const user = await enrolOf(id);
    for (const to of [next, `${next}-more`, id, next]) {
      await registered(email, to);
      expect(await signsIn(email, user)).toEqual({ steps: 2, subject: to });
    }
    const newcomer = `new-${email}`;
    expect((await register(newcomer, id)).body).toEqual({ outcome: "factors-of-another" });
    await registered(newcomer, `${next}-more`);
    expect(await signsIn(newcomer, user)).toMatchObject({ steps: 1 });
  });

  it("has passkeys that go on, and sign in by the new id", async () => {
    const { email, id, next } = people();
    await registered(email, id);
    const { passkey } = await enrolPasskey(service, {
      authorization: (await signIn(email)).headers,
    });
    await registered(email, next);
    expect((await signInBy(service, passkey)).body).toMatchObject({ subject: next });
    // One that is added from now on lies beside it.
    const { answer } = await enrolPasskey(service, {
      authorization: {
        authorization: `Bearer ${String((await signInBy(service, passkey)).body.sessionToken)}`,
      },
    });
    expect(answer.status).toBe(201);
    await registered(email, id);
    expect((await signInBy(service, passkey)).body).toMatchObject({ subject: id });
  });

  it("has no session of the old id in which factors could be enrolled that are lost", async () => {
    const { email, next } = people();
    await registered(email);
    const before = await signIn(email);
    await registered(email, next);
    expect((await service.get("/otp/account/factors", before.headers)).status).toBe(401);
  });

  it("does not take the place of a customer's own, unless an admin says that they stay behind", async () => {
    const { email, id, next } = people();
    const other = `other-${email}`;
    await registered(email, id);
    await registered(other, next);
    const [mine, theirs] = [await enrolOf(id), await enrolOf(next)];
    expect((await register(email, next)).body).toEqual({ outcome: "factors-conflict" });
    expect(await signsIn(email, mine)).toEqual({ steps: 2, subject: id });
    await registered(email, next, { leavesFactors: true });
    expect(await signsIn(email, theirs)).toEqual({ steps: 2, subject: next });
    // Of those that were left behind none keeps the next customer of this id out.
    await registered(`new-${email}`, id);
    expect(await signsIn(`new-${email}`, mine)).toMatchObject({ steps: 1 });
  });

  it("has them come along although it leaves them, where there is nobody to leave them to", async () => {
    const { email, id, next } = people();
    await registered(email, id);
    const user = await enrolOf(id);
    await registered(email, next, { leavesFactors: true });
    expect(await signsIn(email, user)).toEqual({ steps: 2, subject: next });
  });

  it("leaves them with the household, and takes its own passkeys away", async () => {
    const { email, id, next } = people();
    const other = `other-${email}`;
    for (const one of [email, other]) await registered(one, id);
    const { passkey } = await enrolPasskey(service, {
      authorization: (await signIn(email)).headers,
    });
    const user = await enrolOf(id);
    await registered(email, next, { leavesFactors: true });
    expect(await signsIn(email, user)).toEqual({ steps: 1, subject: next });
    expect(await signsIn(other, user)).toEqual({ steps: 2, subject: id });
    expect((await signInBy(service, passkey)).status).toBe(404);
  });

  it("is refused where the factors that a contact names are gone", async () => {
    const { email, id, next } = people();
    await registered(email, id);
    await enrolOf(id);
    await registered(email, next);
    const secret = await service.services.keys.recipient();
    const items = tableItems(service.database.client, LOCAL_TABLE);
    await items.remove(`subject#${subjectKey(secret, id)}`, "factors");
    expect((await service.post("/otp/request", { recipient: email })).status).toBe(500);
    service.clock.advance(31);
    // The new id's own item says so as well, where a contact says nothing.
    const key = recipientKey(secret, { addressKind: "email", address: email });
    await service.services.storage.customers.put(key, { customerId: next, status: "active" });
    expect((await service.post("/otp/request", { recipient: email })).status).toBe(500);
  });
});
