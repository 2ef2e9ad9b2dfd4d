import { beforeAll, describe, expect, it } from "@jest/globals";
import { anAddress } from "../../support/account-user.ts";
import { enrol } from "../../support/enrolled.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let registered: TestService;
/** The same stage once its owner has opened it: the same table, keys and clock. */
let open: TestService;
beforeAll(async () => {
  registered = await startTestService({ registration: "registered", secondFactor: "optional" });
  const { storage, keys, clock } = registered.services;
  open = await startTestService({ secondFactor: "optional" }, { override: () => ({ storage, keys, clock }) });
});

let serial = 0;

/** A customer with an id of the owner's, and two steps. */
async function customer() {
  const recipient = anAddress();
  const customerId = `opened-${++serial}`;
  expect((await registered.post("/_local/customers", { recipient, customerId })).status).toBe(201);
  return { recipient, user: await enrol(registered, customerId) };
}

/** Types the code that the open stage has sent: what follows a write follows where the table's stream is. */
async function typed(recipient: string) {
  registered.clock.advance(31);
  const { body } = await open.post("/otp/request", { recipient });
  await registered.settled();
  const { challengeId } = body;
  return (await open.post("/otp/verify", { challengeId, code: registered.code(recipient) })).body;
}

async function signedIn(recipient: string, code: () => string) {
  const { challengeId, factorToken } = await typed(recipient);
  return open.post("/otp/factor", { challengeId, factorToken, factor: "totp", code: code() });
}

describe("a customer of a registered stage that is open now", () => {
  it("still takes two steps, and signs in by both", async () => {
    const { recipient, user } = await customer();
    expect((await typed(recipient)).status).toBe("factor-required");
    expect((await signedIn(recipient, user.shows)).status).toBe(200);
  });

  it("takes those that were enrolled since, once there are some", async () => {
    const { recipient, user } = await customer();
    const { body } = await signedIn(recipient, user.shows);
    const here = await enrol(registered, String(body.subject));
    expect((await signedIn(recipient, user.shows)).status).toBe(401);
    registered.clock.advance(31);
    expect((await signedIn(recipient, here.shows)).status).toBe(200);
  });

  it("takes one step without any, as everybody", async () => {
    const recipient = anAddress();
    await registered.post("/_local/customers", { recipient, customerId: "opened-alone" });
    expect((await typed(recipient)).status).toBe("approved");
  });
});
