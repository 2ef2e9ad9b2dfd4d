import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import {
  ALL_CLIENTS,
  APP,
  authorizeAddress,
  basic,
  pkce,
  SECRET,
  STAYING_BACKEND,
  tokenFields,
} from "../../support/app.ts";
import { desk, REGISTERED, signedIn, twoContacts } from "../../support/blocked.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";

/** Reports about other products, each named with its source: what a blocked user could still do, and what is right. */
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ ...REGISTERED, ...ALL_CLIENTS });
});
beforeEach(() => service.clock.advance(3600));

const bearerOf = (token: unknown) => ({ authorization: `Bearer ${String(token)}` });
const OFFLINE = { scope: "openid offline_access" };

describe("what a blocked user holds", () => {
  it("opens nothing: session token, access token, userinfo (pipeshub-ai#3239, supabase/auth#2642)", async () => {
    const { email } = await twoContacts(service);
    const { body } = await service.post("/otp/verify", await service.challenge(email));
    const shown = () =>
      Promise.all([
        service.get("/otp/session", bearerOf(body.sessionToken)),
        service.get("/otp/session", bearerOf(body.token)),
        service.get("/otp/userinfo", bearerOf(body.token)),
      ]);
    expect((await shown()).map(({ status }) => status)).toEqual([200, 200, 200]);
    await desk(service, "block", email);
    expect((await shown()).map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  it("gives no fresh tokens by a refresh token (wso2 inbound-auth-oauth#1385, authentik#12858, indigo-iam#508)", async () => {
    const { email, phone } = await twoContacts(service);
    const app = await signInToStay(service, email, OFFLINE);
    await desk(service, "block", phone);
    expect((await app.refresh()).body.error).toBe("invalid_grant");
  });

  it("gives none by the token before, within the grace of a repeated refresh", async () => {
    const { email } = await twoContacts(service);
    const app = await signInToStay(service, email, OFFLINE);
    expect((await app.refresh()).status).toBe(200);
    await desk(service, "block", email);
    expect((await app.refresh()).body.error).toBe("invalid_grant");
  });

  it("gives no tokens by a code that was not exchanged yet", async () => {
    const { email } = await twoContacts(service);
    const user = person(service);
    await user.signIn(email);
    const { verifier, challenge } = pkce();
    const { leaves } = await user.open(authorizeAddress(challenge));
    await desk(service, "block", email);
    const fields = tokenFields(leaves?.searchParams.get("code") ?? "", verifier);
    expect((await service.form("/otp/token", fields)).body.error).toBe("invalid_grant");
  });

  it("gives no code to another app by the browser's cookie (gravitee-io#2563)", async () => {
    const { email } = await twoContacts(service);
    const user = person(service);
    await user.signIn(email);
    await desk(service, "block", email);
    const silent = await user.open(authorizeAddress(pkce().challenge, { prompt: "none" }));
    expect(silent.leaves?.searchParams.get("error")).toBe("login_required");
    const shown = await user.open(authorizeAddress(pkce().challenge));
    expect([shown.leaves, shown.text]).toEqual([undefined, expect.stringContaining(APP.name)]);
  });
});

describe("a user who is let in again", () => {
  it("has none of the refresh tokens and sessions back (keycloak#50926)", async () => {
    const { email, customerId } = await twoContacts(service);
    const bearer = await signedIn(service, email);
    service.clock.advance(1);
    const app = await signInToStay(service, email, OFFLINE);
    await desk(service, "block", customerId);
    await desk(service, "unblock", customerId);
    expect((await app.refresh()).body.error).toBe("invalid_grant");
    expect((await service.get("/otp/session", bearer)).status).toBe(401);
  });
});

describe("a user who was never signed in", () => {
  it("is blocked all the same (duolicious#476)", async () => {
    const { email } = await twoContacts(service);
    expect((await desk(service, "block", email)).body.outcome).toBe("blocked");
    await service.post("/otp/request", { recipient: email });
    await service.settled();
    expect(service.inbox.list(email)).toEqual([]);
  });
});

describe("a browser that was signed in as a blocked user", () => {
  it("shows pages, and signs another user in (appwrite#777)", async () => {
    const [blocked, other] = [await twoContacts(service), await twoContacts(service)];
    const user = person(service);
    const waiting = await user.ask(blocked.email);
    const code = service.code(blocked.email);
    await desk(service, "block", blocked.email);
    const refused = await user.submit("/otp/verify", {
      ...hiddenOf(waiting),
      code,
    });
    expect(refused.text).not.toContain("Signed in");
    expect([...user.cookies.keys()]).not.toContain("latchkey-session");
    expect((await user.open("/otp/request")).status).toBe(200);
    expect((await user.signIn(other.email)).at).toBe("/otp/session");
  });
});

describe("a blocked user's other spellings", () => {
  it.each([
    ["in capitals", (email: string) => email.toUpperCase()],
    ["with a tag", (email: string) => email.replace("@", "+new@")],
    ["with a dot", (email: string) => email.replace("customer", "cus.tomer")],
  ])("get no code: %s (mastodon#16049, vocadb#564, greasyfork#639)", async (_what, spelled) => {
    const { email } = await twoContacts(service);
    await desk(service, "block", email);
    const recipient = spelled(email);
    await service.post("/otp/request", { recipient });
    await service.settled();
    expect([...service.inbox.list(recipient), ...service.inbox.list(email)]).toEqual([]);
  });

  it("of the number name the same customer to the desk", async () => {
    const { phone, email } = await twoContacts(service);
    const national = `(${phone.slice(2, 5)}) ${phone.slice(5, 8)}-${phone.slice(8)}`;
    expect((await desk(service, "block", national)).body.contacts).toHaveLength(2);
    expect((await desk(service, "unblock", ` ${email.toUpperCase()} `)).body.contacts).toHaveLength(2);
  });
});

describe("a blocked user whom the owner's system registers again", () => {
  it("stays out (mozilla/addons-server#8765)", async () => {
    const { email, customerId } = await twoContacts(service);
    await desk(service, "block", customerId);
    for (const recipient of [email, "fresh-address@example.com"]) {
      const again = await service.post("/_local/customers", { recipient, customerId, name: "Anew" });
      expect(again.body.status).toBe("blocked");
      await service.post("/otp/request", { recipient });
      await service.settled();
      expect(service.inbox.list(recipient)).toEqual([]);
    }
  });
});

describe("a request that is repeated with its Idempotency-Key after a block", () => {
  it("gives the canceled challenge again, and no code for it", async () => {
    const { email } = await twoContacts(service);
    const headers = { "idempotency-key": `0123456789-${email}` };
    const ask = () => service.post("/otp/request", { recipient: email }, headers);
    const first = await ask();
    await service.settled();
    const code = service.code(email);
    await desk(service, "block", email);
    const second = await ask();
    expect(second.body.challengeId).toBe(first.body.challengeId);
    await service.settled();
    expect(service.inbox.list(email)).toHaveLength(1);
    const typed = await service.post("/otp/verify", { challengeId: second.body.challengeId, code });
    expect(typed.status).toBe(410);
  });
});

describe("an app of a blocked user", () => {
  it("is told by introspection, whichever token it shows (zitadel#8631)", async () => {
    const { email } = await twoContacts(service);
    const backend = await signInToStay(service, email, { ...OFFLINE, secret: true });
    const headers = basic(STAYING_BACKEND.id, SECRET);
    const active = async (token: unknown) =>
      (await service.form("/otp/introspect", { token: String(token) }, headers)).body.active;
    const { access_token: access, refresh_token: refresh } = backend.first.body;
    expect([await active(access), await active(refresh)]).toEqual([true, true]);
    await desk(service, "block", email);
    expect([await active(access), await active(refresh)]).toEqual([false, false]);
  });
});
