import { beforeAll, describe, expect, it } from "@jest/globals";
import * as oidc from "openid-client";
import { APP, CALLBACK, CLIENTS, CONFIDENTIAL, SECRET } from "../../support/app.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  // The library reads the system's clock.
  service = await startTestService(CLIENTS, { systemClock: () => Math.floor(Date.now() / 1000) });
});

const discover = (id: string, authentication: oidc.ClientAuth, metadata?: oidc.ClientMetadata) =>
  oidc.discovery(new URL(service.url), id, metadata, authentication, {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated to stand out: the service of a test has no TLS
    execute: [oidc.allowInsecureRequests],
  });

/** Everything that an app does with the library, and what its user does in between. */
async function signIn(config: oidc.Configuration, redirectUri: string, scope: string, recipient: string) {
  const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge_method: "S256",
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
  });
  const user = person(service);
  await user.open(address.href);
  const { leaves } = await user.signIn(recipient);
  if (!leaves) throw new Error("the browser never came back");
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
  return { user, leaves, checks, exchange: () => oidc.authorizationCodeGrant(config, leaves, checks) };
}

describe("the lists of the discovery document, of which some clients take the first", () => {
  it.each(["token", "revocation", "introspection"])(
    "begin with the method that is usual for a secret at the endpoint: %s",
    async (endpoint) => {
      // pac4j#1138: a client with a secret and no method of its own takes element 0.
      const { body } = await service.get("/.well-known/openid-configuration");
      const methods = body[`${endpoint}_endpoint_auth_methods_supported`] as string[];
      expect(methods.slice(0, 2)).toEqual(["client_secret_basic", "client_secret_post"]);
      expect(methods.includes("none")).toBe(endpoint !== "introspection");
    },
  );

  it("begin with what needs no more than the standard asks for", async () => {
    const { body } = await service.get("/.well-known/openid-configuration");
    const first = (name: string) => (body[name] as readonly string[])[0];
    const names = ["response_modes_supported", "grant_types_supported", "acr_values_supported"];
    expect(names.map(first)).toEqual(["query", "authorization_code", "latchkey:1"]);
  });
});

describe("openid-client, the library", () => {
  it("signs a person in by e-mail, for an app without a secret", async () => {
    const config = await discover(APP.id, oidc.None());
    const { exchange } = await signIn(config, CALLBACK, "openid email", "lena@example.com");
    const tokens = await exchange();
    const claims = tokens.claims();
    expect(claims).toMatchObject({ iss: service.url, aud: APP.id, amr: ["otp"] });
    expect(JSON.stringify(claims)).not.toContain("lena");
    expect(await oidc.fetchUserInfo(config, tokens.access_token, claims?.sub ?? "")).toEqual({
      sub: claims?.sub,
      email: "lena@example.com",
      email_verified: true,
    });
  });

  it.each([
    ["client_secret_basic", "+14155550118", () => oidc.ClientSecretBasic(SECRET)],
    ["client_secret_post", "+14155550119", () => oidc.ClientSecretPost(SECRET)],
  ])("signs a person in by phone, for an app with a secret: %s", async (_, phone, authentication) => {
    const config = await discover(CONFIDENTIAL.id, authentication());
    const address = "https://backend.example/callback";
    const { exchange } = await signIn(config, address, "openid email phone", phone);
    const tokens = await exchange();
    expect(tokens.scope).toBe("openid email phone");
    const sub = tokens.claims()?.sub ?? "";
    expect(await oidc.fetchUserInfo(config, tokens.access_token, sub)).toEqual({
      sub,
      phone_number: phone,
      phone_number_verified: true,
    });
  });

  it("refuses an answer with another state, of another issuer, or for another verifier", async () => {
    const config = await discover(APP.id, oidc.None());
    const { leaves, checks } = await signIn(config, CALLBACK, "openid", "mia@example.com");
    const grant = (url: URL, change: object = {}) =>
      oidc.authorizationCodeGrant(config, url, { ...checks, ...change });
    await expect(grant(leaves, { expectedState: "another" })).rejects.toMatchObject({
      code: "OAUTH_INVALID_RESPONSE",
    });
    const elsewhere = new URL(leaves);
    elsewhere.searchParams.set("iss", "https://evil.example");
    await expect(grant(elsewhere)).rejects.toMatchObject({ code: "OAUTH_INVALID_RESPONSE" });
    await expect(grant(leaves, { pkceCodeVerifier: oidc.randomPKCECodeVerifier() })).rejects.toMatchObject({
      error: "invalid_grant",
    });
    // None of these has used the code up.
    expect((await grant(leaves)).token_type).toBe("bearer");
  });

  it("refuses an ID token with another nonce", async () => {
    const config = await discover(APP.id, oidc.None());
    const { leaves, checks } = await signIn(config, CALLBACK, "openid", "nora@example.com");
    await expect(
      oidc.authorizationCodeGrant(config, leaves, { ...checks, expectedNonce: "another" }),
    ).rejects.toMatchObject({ code: "OAUTH_JWT_CLAIM_COMPARISON_FAILED" });
  });

  it("refuses an ID token that was changed on the way", async () => {
    const config = await discover(APP.id, oidc.None());
    const { exchange } = await signIn(config, CALLBACK, "openid", "olga@example.com");
    oidc.enableNonRepudiationChecks(config);
    config[oidc.customFetch] = async (url, options) => {
      const response = await fetch(url, options as RequestInit);
      if (!url.endsWith("/otp/token")) return response;
      const tokens = (await response.json()) as { id_token: string };
      return Response.json({ ...tokens, id_token: tampered(tokens.id_token) });
    };
    await expect(exchange()).rejects.toMatchObject({
      cause: { message: "JWT signature verification failed" },
    });
  });

  it("is refused with an access token that was changed", async () => {
    const config = await discover(APP.id, oidc.None());
    const { exchange } = await signIn(config, CALLBACK, "openid", "petra@example.com");
    const tokens = await exchange();
    const sub = tokens.claims()?.sub ?? "";
    await expect(oidc.fetchUserInfo(config, tampered(tokens.access_token), sub)).rejects.toMatchObject({
      status: 401,
    });
  });

  it("sends a person to sign out, and gets them back", async () => {
    const config = await discover(APP.id, oidc.None());
    const { user, exchange } = await signIn(config, CALLBACK, "openid", "rosa@example.com");
    const { id_token: hint = "" } = await exchange();
    const address = oidc.buildEndSessionUrl(config, {
      id_token_hint: hint,
      post_logout_redirect_uri: "https://app.example/bye",
      state: "done",
    });
    const page = await user.open(address.href);
    expect(page.text).toContain("The App asks to sign out");
    const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const back = (/name="back" value="([^"]+)"/.exec(page.text)?.[1] ?? "").replaceAll("&#38;", "&");
    const { leaves } = await user.submit("/otp/logout", { form, back });
    expect(leaves?.href).toBe("https://app.example/bye?state=done");
    expect((await user.open("/otp/session")).status).toBe(401);
  });
});

/** The same token with one claim more, under the old signature. */
function tampered(token: string): string {
  const [header = "", body = "", signature = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
  const changed = Buffer.from(JSON.stringify({ ...claims, admin: true })).toString("base64url");
  return [header, changed, signature].join(".");
}
