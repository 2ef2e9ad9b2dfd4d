import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { formPoster } from "../../../functions/outbound/post-form.ts";
import { APP, authorizeAddress, pkce, tokenFields } from "../../support/app.ts";
import { act } from "../../support/desk.ts";
import { type EventReceiver, says, startEventReceiver } from "../../support/event-receiver.ts";
import { type LogoutReceiver, startLogoutReceiver } from "../../support/logout-receiver.ts";
import { hiddenOf, person, type Person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { type TableItems, tableItems } from "../../support/table-items.ts";

const { verifier, challenge } = pkce();

let service: TestService;
let mail: LogoutReceiver;
let events: EventReceiver;
let items: TableItems;

beforeAll(async () => {
  [mail, events] = [await startLogoutReceiver(), await startEventReceiver()];
  events.answers(says(204));
  service = await startTestService(
    {
      registration: "registered",
      account: "on",
      events: { webhooks: [{ id: "owner", url: events.url }] },
      clients: [
        { ...APP, id: "mail", name: "Mail", refresh: true, backchannelLogoutUri: mail.uri },
        { ...APP, id: "bank", name: "Bank" },
      ],
    },
    { override: () => ({ postForm: formPoster({ nearby: true, timeoutMilliseconds: 300 }) }) },
  );
  items = tableItems(service.database.client, LOCAL_TABLE);
});

const COOKIE = "latchkey-session";

let serial = 0;
/** A customer's address. */
const somebody = async (customerId = `again-${++serial}`) => {
  const recipient = `again${++serial}@example.com`;
  await service.post("/_local/customers", { recipient, customerId });
  return recipient;
};

/** Signs a person in to an app. @returns what its ID token says, and what renews it */
const signInTo = async (user: Person, client: string, recipient: string, more = {}) => {
  const asked = authorizeAddress(challenge, { client_id: client, scope: "openid", ...more });
  const shown = await user.open(asked, "cross-site");
  const { leaves } = shown.leaves ? shown : await user.signIn(recipient);
  const code = leaves?.searchParams.get("code") ?? "";
  const { body } = await service.form("/otp/token", tokenFields(code, verifier, { client_id: client }));
  return { sid: decodeJwt(String(body.id_token)).sid, refreshToken: String(body.refresh_token) };
};
const partitionOf = async (address: string) =>
  `recipient#${recipientKey(await service.services.keys.recipient(), { addressKind: "email", address })}`;
const refresh = (refreshToken: string) =>
  service.form("/otp/token", {
    ...{ grant_type: "refresh_token", client_id: "mail", refresh_token: refreshToken },
  });
const session = (token = "") =>
  service.get("/otp/session", { cookie: `${COOKIE}=${token}`, accept: "application/json" });
const cookieOf = ({ cookies }: Person) => cookies.get(COOKIE);
const toldOf = (sid: unknown) =>
  mail.told.filter(({ fields }) => decodeJwt(fields.logout_token ?? "").sid === sid);
const signOut = async (user: Person) => {
  await user.submit("/otp/logout", hiddenOf(await user.open("/otp/session")));
  await service.settled();
};

/** Signed in to the mail, and then once more by an app that wants a new sign-in. */
const twice = async (again?: string, { recipient = "", scope = "openid" } = {}) => {
  const user = person(service);
  recipient ||= await somebody();
  const first = await signInTo(user, "mail", recipient, { scope });
  const before = cookieOf(user);
  service.clock.advance(60);
  const second = await signInTo(user, "bank", again ?? recipient, { prompt: "login" });
  await service.settled();
  return { user, recipient, first, second, before };
};

// apereo/cas#6166, DuendeSoftware/products#1619, GluuFederation/oxAuth#1341
describe("a session that follows another one in a browser", () => {
  it("is a new one, and the token of before opens nothing", async () => {
    const { user, first, second, before } = await twice();
    expect(second.sid).not.toBe(first.sid);
    expect(cookieOf(user)).not.toBe(before);
    expect((await session(before)).status).toBe(401);
    expect((await session(cookieOf(user))).status).toBe(200);
  });

  it("leaves an app signed in that the one before let in", async () => {
    const { first } = await twice();
    expect((await refresh(first.refreshToken)).status).toBe(200);
    expect(toldOf(first.sid)).toEqual([]);
  });

  it("ends with a sign-out together with all before it, and their apps are told", async () => {
    const { user, recipient, first } = await twice();
    service.clock.advance(60);
    await signInTo(user, "bank", recipient, { prompt: "login" });
    await service.settled();
    await signOut(user);
    expect(toldOf(first.sid)).toHaveLength(1);
    expect((await refresh(first.refreshToken)).body).toMatchObject({ error: "invalid_grant" });
  });

  it("ends that of another person at once", async () => {
    const { first } = await twice(await somebody());
    expect(toldOf(first.sid)).toHaveLength(1);
    expect((await refresh(first.refreshToken)).body).toMatchObject({ error: "invalid_grant" });
  });

  it("follows that of the same customer's other address", async () => {
    const recipient = await somebody("two-addresses");
    const { user, first } = await twice(await somebody("two-addresses"), { recipient });
    expect((await refresh(first.refreshToken)).status).toBe(200);
    await signOut(user);
    expect((await refresh(first.refreshToken)).body).toMatchObject({ error: "invalid_grant" });
  });

  it("is shown as one session, and takes all along that apps were granted, offline access too", async () => {
    const { user, recipient, first } = await twice(undefined, { scope: "openid offline_access" });
    service.clock.advance(60);
    const owner = person(service);
    await owner.signIn(recipient);
    const asOwner = { authorization: `Bearer ${cookieOf(owner) ?? ""}` };
    const { body } = await service.get("/otp/account", asOwner);
    const sessions = body.sessions as readonly { readonly id: string; readonly current: boolean }[];
    expect(sessions.map(({ current }) => current)).toEqual([true, false]);
    const asBrowser = { authorization: `Bearer ${cookieOf(user) ?? ""}` };
    expect((await service.post("/otp/account/sessions/end", { others: true }, asBrowser)).status).toBe(204);
    expect((await refresh(first.refreshToken)).status).toBe(200);

    const later = person(service);
    service.clock.advance(60);
    await later.signIn(recipient);
    const asLater = { authorization: `Bearer ${cookieOf(later) ?? ""}` };
    const id = sessions.find(({ current }) => !current)?.id;
    expect((await service.post("/otp/account/sessions/end", { id }, asLater)).status).toBe(204);
    expect((await refresh(first.refreshToken)).body).toMatchObject({ error: "invalid_grant" });
  });

  it('ends with "this was not me", which is told of the new one alone', async () => {
    const heard = events.of("security.not-me").length;
    const { recipient, first } = await twice(undefined, { scope: "openid offline_access" });
    const [, t = ""] = /not-me\?t=([\w-]+)/.exec(service.inbox.list(recipient)[0]?.text ?? "") ?? [];
    expect((await service.post("/otp/not-me", { t })).status).toBe(204);
    await service.settled();
    expect((await refresh(first.refreshToken)).body).toMatchObject({ error: "invalid_grant" });
    expect(toldOf(first.sid)).toHaveLength(1);
    expect(events.of("security.not-me")).toHaveLength(heard + 1);
  });

  it("takes along no other session of the address that the one before was of", async () => {
    const [kept, gone] = [await somebody("one-goes"), await somebody("one-goes")];
    const elsewhere = await signInTo(person(service), "mail", kept, { scope: "openid offline_access" });
    service.clock.advance(60);
    const { first } = await twice(gone, { recipient: kept });
    const removal = { customer: "one-goes", as: "id", recipient: gone };
    expect((await act(service, "contacts-remove", removal)).status).toBe(200);
    await service.settled();
    expect((await refresh(first.refreshToken)).body).toMatchObject({ error: "invalid_grant" });
    expect((await refresh(elsewhere.refreshToken)).status).toBe(200);
  });

  it("follows none whose cookie another site's script sent along", async () => {
    const { user, recipient } = await twice();
    const held = cookieOf(user);
    service.clock.advance(60);
    const { body } = await service.post("/otp/request", { recipient });
    await service.settled();
    const verified = await service.post(
      "/otp/verify",
      { challengeId: body.challengeId, code: service.code(recipient) },
      { cookie: `${COOKIE}=${held ?? ""}`, "sec-fetch-site": "cross-site" },
    );
    expect(verified.status).toBe(200);
    expect((await session(held)).status).toBe(200);
  });

  it("is not lost where the session of before is damaged, which an operator learns", async () => {
    const [user, recipient] = [person(service), await somebody()];
    await user.signIn(recipient);
    await service.settled();
    const pk = await partitionOf(recipient);
    const all = (await service.get("/_local/items")).body as unknown as { pk: string; sk: string }[];
    const { sk = "" } = all.find((one) => one.pk === pk && one.sk.startsWith("challenge#")) ?? {};
    await items.change(pk, sk, { address: 7 });
    service.clock.advance(60);
    expect((await user.signIn(recipient, await user.open("/otp/request"))).at).toBe("/otp/session");
    expect(service.observed.filter(({ event }) => event === "fault follow-session")).toHaveLength(1);
  });
});
