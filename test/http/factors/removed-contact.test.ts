import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { accountOf, bearer, problemOf } from "../../support/account-user.ts";
import { enrol } from "../../support/enrolled.ts";
import { enrol as enrolPasskey, signInBy } from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { tableItems } from "../../support/table-items.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    ...{ registration: "registered", secondFactor: "optional", factors: { passkeys: "on" } },
  });
});
const { signIn, signInWith } = accountOf(() => service);

let serial = 0;

/** A customer with two contacts, whose first has enrolled a passkey, and who has an authenticator. */
async function household() {
  serial += 1;
  const customerId = `household-${serial}`;
  const [gone, stays] = [`gone${serial}@example.com`, `stays${serial}@example.com`] as const;
  for (const recipient of [gone, stays]) await service.post("/_local/customers", { recipient, customerId });
  const { headers } = await signIn(gone);
  const { passkey } = await enrolPasskey(service, { authorization: headers });
  const user = await enrol(service, customerId, 1);
  const key = recipientKey(await service.services.keys.recipient(), { addressKind: "email", address: gone });
  const items = tableItems(service.database.client, LOCAL_TABLE);
  return {
    ...{ ...user, gone, stays, passkey, customerId },
    removeContact: () => items.remove(`recipient#${key}`, "customer"),
    block: () => service.post("/admin-api/block", { customer: gone }),
  };
}

/** A challenge whose code was right. */
async function proved(address: string) {
  service.clock.advance(31);
  const { body } = await service.post("/otp/verify", await service.challenge(address));
  expect(body.status).toBe("factor-required");
  return { challengeId: body.challengeId, factorToken: body.factorToken };
}

describe("a contact that is removed from a customer with factors", () => {
  it("completes no sign-in that waited, by no factor, and begins none", async () => {
    const { gone, shows, backupCodes, passkey, removeContact } = await household();
    const waiting = [await proved(gone), await proved(gone), await proved(gone)] as const;
    await removeContact();
    const byCode = (index: 0 | 1, factor: string, code: string) =>
      service.post("/otp/factor", { ...waiting[index], factor, code });
    expect(problemOf(await byCode(0, "totp", shows()))).toEqual([410, "challenge-canceled"]);
    const [backupCode = ""] = backupCodes;
    expect(problemOf(await byCode(1, "backup-code", backupCode))).toEqual([410, "challenge-canceled"]);
    const { challengeId, factorToken } = waiting[2];
    const { body } = await service.post("/otp/passkeys/options", { purpose: "second-factor", challengeId });
    const assertion = passkey.get(body.publicKey as never);
    const byPasskey = await service.post("/otp/passkeys/verify", { challengeId, factorToken, assertion });
    expect(problemOf(byPasskey)).toEqual([410, "challenge-canceled"]);
    const alone = await signInBy(service, passkey);
    expect(problemOf(alone)).toEqual([401, "incorrect-passkey"]);
    service.clock.advance(31);
    const { body: asked } = await service.post("/otp/request", { recipient: gone });
    await service.settled();
    const guess = { challengeId: asked.challengeId, code: service.code(gone) };
    // A decoy: what the inbox holds is the code of the challenge before.
    expect(problemOf(await service.post("/otp/verify", guess))).toEqual([401, "incorrect-code"]);
  });

  it("leaves the others their factors, in which it has no part", async () => {
    const { stays, shows, removeContact, customerId } = await household();
    await removeContact();
    const { status, body } = await signInWith(stays, "totp", shows);
    expect([status, body.subject]).toEqual([200, customerId]);
    const session = bearer(body.sessionToken);
    expect((await service.get("/otp/account/factors", session)).body).toMatchObject({
      ...{ twoSteps: true, authenticators: [{}], mayChange: true },
    });
    // The owner sees the passkey of the other contact, and may remove it.
    const { passkeys } = (await service.get("/otp/passkeys", session)).body as { passkeys: { id: string }[] };
    const removed = await service.post("/otp/passkeys/remove", { id: passkeys[0]?.id }, session);
    expect(removed.status).toBe(200);
  });

  it("finds no factors of that customer when it comes back as another", async () => {
    const { gone, passkey, removeContact, customerId } = await household();
    await removeContact();
    await service.post("/_local/customers", { recipient: gone, customerId: `${customerId}-other` });
    const { body } = await signIn(gone);
    expect([body.status, body.subject]).toEqual(["approved", `${customerId}-other`]);
    expect(problemOf(await signInBy(service, passkey))).toEqual([401, "incorrect-passkey"]);
  });
});

describe("a contact that is blocked", () => {
  it("has its waiting sign-ins and its passkey refused", async () => {
    const { gone, shows, passkey, block } = await household();
    const waiting = await proved(gone);
    expect((await block()).status).toBe(200);
    const refused = await service.post("/otp/factor", { ...waiting, factor: "totp", code: shows() });
    expect(problemOf(refused)).toEqual([410, "challenge-canceled"]);
    expect(problemOf(await signInBy(service, passkey))).toEqual([401, "incorrect-passkey"]);
  });
});
