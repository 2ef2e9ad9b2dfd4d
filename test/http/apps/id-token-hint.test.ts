import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt, generateKeyPair, SignJWT } from "jose";
import { APP, authorizeAddress, CALLBACK, CLIENTS, pkce, tokenFields } from "../../support/app.ts";
import { hiddenOf, person, type Person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const A_DAY = 86_400;
/** An app of the same owner, to which people come back as well. */
const OTHER = { ...APP, id: "other", name: "The Other App" };

let service: TestService;
let serial = 0;
const { verifier, challenge } = pkce();
const somebody = () => `hinted${++serial}@example.com`;

beforeAll(async () => {
  service = await startTestService({
    clients: [...CLIENTS.clients, OTHER],
    session: { ttlSeconds: 30 * A_DAY },
  });
  service.clock.advance(7200);
});

interface SignedIn {
  readonly user: Person;
  readonly recipient: string;
  readonly idToken: string;
  readonly accessToken: string;
}

const signIn = async (client = APP, user = person(service), recipient = somebody()): Promise<SignedIn> => {
  const shown = await user.open(authorizeAddress(challenge, { client_id: client.id }), "cross-site");
  const { leaves } = shown.leaves ? shown : await user.signIn(recipient);
  const code = leaves?.searchParams.get("code") ?? "";
  const { body } = await service.form("/otp/token", tokenFields(code, verifier, { client_id: client.id }));
  expect(decodeJwt(String(body.id_token))).toMatchObject({ aud: client.id });
  return { user, recipient, idToken: String(body.id_token), accessToken: String(body.access_token) };
};

/** The next key signs, and every function has learnt of it. */
const rotate = async (body: object = {}) => {
  service.clock.advance(7200);
  expect((await service.post("/_local/keys", { secret: "signing", ...body })).status).toBe(200);
  service.clock.advance(300);
};

const ask = async (user: Person, id_token_hint: string, change: Record<string, string> = {}) => {
  const { leaves, text } = await user.open(
    authorizeAddress(challenge, { id_token_hint, ...change }),
    "cross-site",
  );
  const query = leaves?.searchParams;
  return { error: query?.get("error"), hasCode: query?.has("code"), asks: text.includes('name="email"') };
};
const taken = { error: null, hasCode: true, asks: false };
const refused = { error: "invalid_request", hasCode: false, asks: false };

const unsigned = (idToken: string) =>
  `${Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url")}.${idToken.split(".")[1] ?? ""}.`;
const signedByAnother = async (idToken: string) => {
  const [head = "", body = ""] = idToken.split(".").map((part) => Buffer.from(part, "base64url").toString());
  const { privateKey } = await generateKeyPair("RS256");
  return new SignJWT(JSON.parse(body) as Record<string, unknown>)
    .setProtectedHeader(JSON.parse(head) as { alg: string })
    .sign(privateKey);
};
/** The public key taken for the secret of an HMAC. */
const confused = async (idToken: string) => {
  const { body } = await service.get("/.well-known/jwks.json");
  const [{ n, kid }] = body.keys as [{ n: string; kid: string }];
  return new SignJWT(
    JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString()) as object as never,
  )
    .setProtectedHeader({ alg: "HS256", typ: "JWT", kid })
    .sign(createHash("sha256").update(n).digest());
};

describe("an app that says whom it expects, by an ID token", () => {
  // zitadel/zitadel#5232
  it("gets that person, also when the token has expired", async () => {
    const { user, idToken } = await signIn();
    expect(await ask(user, idToken)).toEqual(taken);
    service.clock.advance(A_DAY);
    expect(await ask(user, idToken, { prompt: "none" })).toEqual(taken);
  });

  it("gets them also when its key is not published any more, for as long as a session may last", async () => {
    const { user, idToken } = await signIn();
    await rotate();
    service.clock.advance(A_DAY);
    await rotate();
    const { body } = await service.get("/.well-known/jwks.json");
    const { kid } = JSON.parse(Buffer.from(idToken.split(".")[0] ?? "", "base64url").toString()) as {
      kid: string;
    };
    expect((body.keys as { kid: string }[]).map((key) => key.kid)).not.toContain(kid);
    service.clock.advance(27 * A_DAY);
    expect(await ask(user, idToken)).toEqual(taken);
    // A key that no session can be of any more is no key.
    service.clock.advance(5 * A_DAY);
    expect(await ask(person(service), idToken)).toEqual(refused);
  });

  it("gets no other user: with prompt=none it is told so, or else the person is asked", async () => {
    const { user } = await signIn();
    const { idToken, recipient } = await signIn();
    expect(await ask(user, idToken, { prompt: "none" })).toMatchObject({ error: "login_required" });
    expect(await ask(user, idToken)).toMatchObject({ asks: true });
    service.clock.advance(60);
    expect((await user.signIn(somebody())).leaves?.searchParams.get("error")).toBe("login_required");
    expect(await ask(user, idToken)).toMatchObject({ asks: true });
    expect((await user.signIn(recipient)).leaves?.searchParams.has("code")).toBe(true);
  });

  it.each<[string, (of: SignedIn) => string | Promise<string>]>([
    ["with no signature", ({ idToken }) => unsigned(idToken)],
    ["signed by another key under our key's id", ({ idToken }) => signedByAnother(idToken)],
    ["signed with our public key as a secret", ({ idToken }) => confused(idToken)],
    [
      "with another subject",
      ({ idToken }) => idToken.replace(/\.(.)/, (_, first: string) => `.${first === "e" ? "f" : "e"}`),
    ],
    ["that is an access token", ({ accessToken }) => accessToken],
    ["made for another app", async ({ user }) => (await signIn(OTHER, user)).idToken],
    ["that is none", () => "made-up"],
    ["that is endless", ({ idToken }) => idToken + "A".repeat(9000)],
  ])("is refused a hint %s", async (_, hintOf) => {
    const signedIn = await signIn();
    const hint = await hintOf(signedIn);
    const { user } = signedIn;
    expect(await ask(user, hint)).toEqual(refused);
    expect(await ask(user, hint, { prompt: "none" })).toEqual(refused);
  });

  it("is refused one of another person than its claims name, and gets who is named by both", async () => {
    const { user, idToken } = await signIn();
    const named = (value: unknown) => JSON.stringify({ id_token: { sub: { value } } });
    expect(await ask(user, idToken, { claims: named("another") })).toEqual(refused);
    expect(await ask(user, idToken, { claims: named(decodeJwt(idToken).sub) })).toEqual(taken);
  });

  it("is refused one of a key that has leaked", async () => {
    const { user, idToken } = await signIn();
    await rotate({ revoke: true });
    expect(await ask(user, idToken)).toEqual(refused);
  });
});

describe("an app that sends a person to sign out, with an ID token", () => {
  const [bye = ""] = APP.postLogoutRedirectUris;
  /** Where the browser ends once the person has said that they want to. */
  const leave = async (user: Person, query: Record<string, string>) => {
    const parameters = new URLSearchParams({ post_logout_redirect_uri: bye, state: "s1", ...query });
    const page = await user.open(`/otp/end-session?${parameters.toString()}`, "cross-site");
    if (page.status !== 200 || !page.text.includes('action="/otp/logout"')) return page;
    const { back = "", ...hidden } = hiddenOf(page);
    const named = page.text.includes("The App");
    const after = await user.submit("/otp/logout", { ...hidden, back: back.replaceAll("&#38;", "&") });
    return { ...after, named };
  };

  // ory/hydra#3719
  it("has them back, also by a token that has expired and whose key is gone", async () => {
    const { user, idToken } = await signIn();
    await rotate();
    service.clock.advance(A_DAY);
    const { leaves } = await leave(user, { id_token_hint: idToken });
    expect(leaves?.href).toBe(`${bye}?state=s1`);
  });

  it.each<[string, (of: SignedIn) => string | Promise<string>]>([
    ["with no signature", ({ idToken }) => unsigned(idToken)],
    ["signed by another key", ({ idToken }) => signedByAnother(idToken)],
    ["that is none", () => "made-up"],
  ])("does not, by one %s: the person is asked, and stays here", async (_, hintOf) => {
    const signedIn = await signIn();
    const hint = await hintOf(signedIn);
    const shown = await leave(signedIn.user, { id_token_hint: hint });
    expect(shown).toMatchObject({ leaves: undefined, status: 200, named: false });
    expect(shown.text).toContain("You are signed out");
  });

  it("has them back by its id beside a token whose key is gone", async () => {
    const { user } = await signIn();
    const { leaves } = await leave(user, { id_token_hint: "made-up", client_id: APP.id });
    expect(leaves?.href).toBe(`${bye}?state=s1`);
  });

  it("is refused another app's token beside its own id", async () => {
    const { user } = await signIn();
    const { idToken } = await signIn(OTHER);
    expect(await leave(user, { id_token_hint: idToken, client_id: APP.id })).toMatchObject({ status: 400 });
    expect((await user.open("/otp/session")).text).toContain("You are signed in");
  });
});

describe("a browser that is asked for an address of another origin", () => {
  it("goes nowhere that the app of the token did not register", async () => {
    const { user, idToken } = await signIn();
    const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: CALLBACK });
    expect(await user.open(`/otp/end-session?${query.toString()}`)).toMatchObject({ status: 400 });
  });
});
