import { beforeAll, describe, expect, it } from "@jest/globals";
import { APP, authorizeAddress, CALLBACK, CLIENTS, pkce, NATIVE } from "../../support/app.ts";
import { hiddenOf, person, type Person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let serial = 0;
const { challenge } = pkce();
const somebody = () => `person${++serial}@example.com`;

/** Who is signed in before the app asks. */
const signedIn = async (recipient = somebody()): Promise<Person> => {
  const user = person(service);
  expect((await user.signIn(recipient)).at).toBe("/otp/session");
  return user;
};

const answer = ({ leaves }: { readonly leaves: URL | undefined }) => ({
  to: leaves && leaves.origin + leaves.pathname,
  ...Object.fromEntries(leaves?.searchParams ?? []),
});

beforeAll(async () => {
  service = await startTestService(CLIENTS);
});

describe("an app that asks who is there", () => {
  it("gets a code at once for a user who is signed in, with its state and our name", async () => {
    const user = await signedIn();
    expect(answer(await user.open(authorizeAddress(challenge)))).toEqual({
      to: CALLBACK,
      state: "s1",
      iss: service.url,
      code: expect.stringMatching(/^[\w-]{67}$/),
    });
  });

  it("gets a code after the sign-in of a user who is not", async () => {
    const user = person(service);
    expect((await user.open(authorizeAddress(challenge))).text).toContain('action="/otp/request"');
    const shown = await user.signIn(somebody());
    expect(answer(shown)).toMatchObject({ to: CALLBACK, state: "s1", iss: service.url });
    expect(shown.text).toContain("Back to The App");
    expect([...user.cookies.keys()]).not.toContain("latchkey-waiting");
  });

  it("is sent back to its address as it was registered, query included, and with no state if it gave none", async () => {
    const user = await signedIn();
    const change = { redirect_uri: `${CALLBACK}?kept=1`, state: undefined };
    const { leaves } = await user.open(authorizeAddress(challenge, change));
    expect(leaves?.href).toMatch(/^https:\/\/app\.example\/callback\?kept=1&code=[\w-]{67}&iss=/);
    expect(leaves?.searchParams.has("state")).toBe(false);
  });

  it("may post what it asks for, and may use the short form", async () => {
    const user = await signedIn();
    const fields = Object.fromEntries(new URL(authorizeAddress(challenge), service.url).searchParams);
    expect(answer(await user.submit("/otp/authorize", fields))).toHaveProperty("code");
    const short = { client: APP.id, return_to: CALLBACK, state: "s2", code_challenge: challenge };
    const { leaves } = await user.open(`/otp/request/?${new URLSearchParams(short).toString()}`);
    expect(answer({ leaves })).toMatchObject({
      to: CALLBACK,
      state: "s2",
      code: expect.anything(),
    });
  });

  it("may post as much as an address carries, and no more", async () => {
    const user = await signedIn();
    const fields = Object.fromEntries(new URL(authorizeAddress(challenge), service.url).searchParams);
    const post = (length: number) => {
      const address = `/otp/authorize?${new URLSearchParams({ ...fields, more: "" }).toString()}`;
      return user.submit("/otp/authorize", { ...fields, more: "m".repeat(length - address.length) });
    };
    expect(answer(await post(8000))).toHaveProperty("code");
    const refused = await post(8001);
    expect(refused).toMatchObject({ status: 413, leaves: undefined, at: "/otp/authorize" });
    expect(refused.text).toContain("<main");
  });

  it("has the page ask for the address that it knows", async () => {
    const shown = await person(service).open(authorizeAddress(challenge, { login_hint: "+1 415 555 0123" }));
    expect(shown.at).toMatch(/^\/otp\/authorize\?/);
    expect(shown.text).toMatch(/id="by-sms"\s+value="sms"\s+checked/);
    expect(shown.text).toMatch(/name="sms"[^>]*value="\+1 415 555 0123"/);
  });
});

describe("an app that is particular about the sign-in", () => {
  it("is told that no user is signed in, if the user may not be asked", async () => {
    expect(answer(await person(service).open(authorizeAddress(challenge, { prompt: "none" })))).toMatchObject(
      {
        to: CALLBACK,
        error: "login_required",
        state: "s1",
        iss: service.url,
      },
    );
    const user = await signedIn();
    expect(answer(await user.open(authorizeAddress(challenge, { prompt: "none" })))).toHaveProperty("code");
  });

  it.each([{ prompt: "login" }, { prompt: "select_account" }, { max_age: "10" }])(
    "has a person sign in again: %j",
    async (change) => {
      const recipient = somebody();
      const user = await signedIn(recipient);
      service.clock.advance(60);
      const asked = await user.open(authorizeAddress(challenge, change));
      expect(asked.leaves).toBeUndefined();
      const sent = await user.ask(recipient);
      const { resume = "" } = hiddenOf(sent);
      // Who comes back without it is asked again.
      const again = await user.open(`/otp/authorize?resume=${resume}`);
      expect(again.leaves).toBeUndefined();
      expect(again.text).toContain('action="/otp/request"');
      const code = service.code(recipient);
      expect(answer(await user.submit("/otp/verify", { ...hiddenOf(sent), code }))).toHaveProperty("code");
    },
  );

  it("has a person say so each time where any app of a phone may claim its address", async () => {
    const user = await signedIn();
    service.clock.advance(60);
    const [redirect_uri = ""] = NATIVE.redirectUris;
    const address = authorizeAddress(challenge, { client_id: NATIVE.id, redirect_uri });
    const asked = await user.open(address, "cross-site");
    expect(asked.leaves).toBeUndefined();
    const shown = await user.submit("/otp/authorize", { ...hiddenOf(asked), consent: "yes" });
    expect(shown.leaves?.protocol).toBe("com.example.phone:");
    expect(shown.leaves?.searchParams.get("code")).toMatch(/^[\w-]{67}$/);
  });

  it("takes a sign-in that is as young as it wants", async () => {
    const user = await signedIn();
    service.clock.advance(60);
    expect(answer(await user.open(authorizeAddress(challenge, { max_age: "60" })))).toHaveProperty("code");
  });

  it("gets no other user than the one that it expects", async () => {
    const recipient = somebody();
    const user = await signedIn(recipient);
    const subject = String(
      (await service.post("/otp/verify", await service.challenge(somebody()))).body.subject,
    );
    const other = { claims: JSON.stringify({ id_token: { sub: { value: subject } } }) };
    expect(answer(await user.open(authorizeAddress(challenge, { ...other, prompt: "none" })))).toMatchObject({
      error: "login_required",
    });
    await user.open(authorizeAddress(challenge, other));
    service.clock.advance(60);
    expect(answer(await user.signIn(recipient))).toMatchObject({ to: CALLBACK, error: "login_required" });
  });
});

describe("a request that no user can be sent back from", () => {
  it.each<[string, Record<string, string | undefined>]>([
    ["no client", { client_id: undefined }],
    ["an unknown client", { client_id: "another" }],
    ["no address", { redirect_uri: undefined }],
    ["an address of no app", { redirect_uri: "https://evil.example/callback" }],
    ["an address below a registered one", { redirect_uri: `${CALLBACK}/more` }],
    ["an address with another query", { redirect_uri: `${CALLBACK}?kept=2` }],
    ["an address with a user name", { redirect_uri: "https://app.example@evil.example/callback" }],
    ["another spelling of an address", { redirect_uri: "https://APP.example/callback" }],
    ["another client's address", { redirect_uri: "https://backend.example/callback" }],
    ["a script", { redirect_uri: "javascript:alert(1)" }],
  ])("is answered with a page: %s", async (_, change) => {
    const shown = await (await signedIn()).open(authorizeAddress(challenge, change));
    expect(shown).toMatchObject({ status: 400, leaves: undefined });
    expect(shown.text).toContain("This link does not work");
  });
});

describe("a request that is wrong in another way", () => {
  it.each<[string, Record<string, string | undefined>]>([
    ["unsupported_response_type", { response_type: "token" }],
    ["unsupported_response_type", { response_type: "code id_token" }],
    ["invalid_request", { response_type: undefined }],
    ["invalid_request", { response_mode: "fragment" }],
    ["invalid_request", { code_challenge: undefined }],
    ["invalid_request", { code_challenge: "short" }],
    ["invalid_request", { code_challenge_method: "plain" }],
    ["invalid_request", { code_challenge_method: undefined }],
    ["invalid_scope", { scope: undefined }],
    ["invalid_scope", { scope: "email" }],
    ["invalid_request", { prompt: "none login" }],
    ["invalid_request", { max_age: "soon" }],
    ["invalid_request", { id_token_hint: "made-up" }],
    ["request_not_supported", { request: "e30.e30." }],
    ["request_uri_not_supported", { request_uri: "https://app.example/request" }],
    ["registration_not_supported", { registration: "{}" }],
  ])("is told to the app: %s for %j", async (error, change) => {
    const user = await signedIn();
    expect(answer(await user.open(authorizeAddress(challenge, change)))).toEqual({
      to: CALLBACK,
      error,
      state: "s1",
      iss: service.url,
      error_description: expect.any(String),
    });
  });

  it("is told to the app without what was too long", async () => {
    const shown = await (await signedIn()).open(authorizeAddress(challenge, { state: "s".repeat(3000) }));
    expect(answer(shown)).toMatchObject({ to: CALLBACK, error: "invalid_request" });
    expect(answer(shown)).not.toHaveProperty("state");
  });
});

describe("a browser that comes back from a sign-in", () => {
  it.each([
    [
      "with a cookie that was changed",
      (value: string) => `${value.slice(0, -1)}${value.endsWith("A") ? "B" : "A"}`,
    ],
    ["with a cookie that we never made", () => "AQFqZxyz"],
    ["with no cookie at all", () => ""],
  ])("%s sees who is signed in, and goes nowhere", async (_, change) => {
    const user = person(service);
    const recipient = somebody();
    await user.open(authorizeAddress(challenge));
    const sent = await user.ask(recipient);
    const kept = user.cookies.get("latchkey-waiting") ?? "";
    expect(kept).not.toBe("");
    user.cookies.set("latchkey-waiting", change(kept));
    const shown = await user.submit("/otp/verify", { ...hiddenOf(sent), code: service.code(recipient) });
    expect(shown).toMatchObject({ leaves: undefined, at: "/otp/session", status: 200 });
  });

  it("after half an hour sees who is signed in", async () => {
    const user = person(service);
    await user.open(authorizeAddress(challenge));
    const recipient = somebody();
    const sent = await user.ask(recipient);
    service.clock.advance(1800);
    const { resume = "" } = hiddenOf(sent);
    expect(await user.open(`/otp/authorize?resume=${resume}`)).toMatchObject({
      leaves: undefined,
      text: expect.stringContaining("You are not signed in"),
    });
    expect(await user.signIn(recipient)).toMatchObject({ leaves: undefined, at: "/otp/session" });
  });
});
