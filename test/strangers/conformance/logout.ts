import { generateKeyPair, SignJWT } from "jose";
import type { Shown, Walker } from "../support/walker.ts";
import { formsOf } from "../support/walker.ts";
import { ask, type Change, checkError, complete, NEEDS_PERSON, random, type Tokens } from "./flow.ts";
import { BAD_POST_LOGOUT, demand, FIRST, isCallback, type Module, POST_LOGOUT, type Suite } from "./suite.ts";

interface LeftOver {
  readonly browser: Walker;
  readonly page: Shown;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Signs a person in, then sends them to sign out, and has them say that they want to. */
async function logOut(suite: Suite, change: (tokens: Tokens) => Change | Promise<Change>): Promise<LeftOver> {
  const browser = suite.browser();
  const tokens = await complete(suite, { browser });
  const all: Change = {
    id_token_hint: tokens.idToken,
    post_logout_redirect_uri: POST_LOGOUT,
    state: random(128),
    ...(await change(tokens)),
  };
  const parameters = Object.fromEntries(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const endpoint = suite.metadata.end_session_endpoint;
  const page = await browser.open(`${endpoint}?${new URLSearchParams(parameters).toString()}`);
  const asks = formsOf(page).some(({ action }) => action.endsWith("/otp/logout"));
  return { browser, parameters, page: asks ? await browser.submit(page, "form") : page };
}

/** The person is back at the app, and signed out. */
async function comesBack(suite: Suite, { browser, page, parameters }: LeftOver): Promise<void> {
  demand(isCallback(page, POST_LOGOUT), `the person is not back at the app: ${page.status} ${page.url.href}`);
  demand(page.url.searchParams.get("state") === (parameters.state ?? null), "another state came back");
  suite.warn(
    [...page.url.searchParams.keys()].every((name) => name === "state"),
    "the app was told more than the state",
  );
  await isSignedOut(suite, browser);
}

async function isSignedOut(suite: Suite, browser: Walker): Promise<void> {
  checkError(suite, await ask(suite, { browser, change: { prompt: "none" } }), NEEDS_PERSON);
}

/** The person stays here, and sees an error or was asked. */
const stays =
  (change: (tokens: Tokens, suite: Suite) => Change | Promise<Change>): Module =>
  async (suite) => {
    const { page } = await logOut(suite, (tokens) => change(tokens, suite));
    demand(page.url.origin === suite.issuer.url, "the browser was sent on");
    demand([200, 400].includes(page.status), `the person is shown ${page.status}`);
  };

/** The person stays here, and is signed out. */
const endsHere =
  (change: Change): Module =>
  async (suite) => {
    const { browser, page } = await logOut(suite, () => change);
    demand(
      page.url.origin === suite.issuer.url && page.status === 200,
      "no page says that they are signed out",
    );
    await isSignedOut(suite, browser);
  };

/** Signed by the client itself, with the parties the wrong way round. */
async function foreignIdToken({ issuer, metadata }: Suite): Promise<string> {
  const { privateKey } = await generateKeyPair("RS256");
  const now = issuer.service.clock.now();
  return new SignJWT({ nonce: "flibble" })
    .setProtectedHeader({ alg: "RS256" })
    .setIssuer(FIRST.id)
    .setSubject("SubjectID")
    .setAudience(metadata.issuer)
    .setIssuedAt(now)
    .setExpirationTime(now + 300)
    .sign(privateKey);
}

function withoutSignature({ idToken }: Tokens): string {
  const header = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  return `${header}.${idToken.split(".")[1] ?? ""}.`;
}

/** Modules of RP-initiated logout. */
export const logoutModules: Readonly<Record<string, Module>> = {
  "oidcc-rp-initiated-logout-discovery-endpoint-verification": ({ metadata }) => {
    const { end_session_endpoint: endpoint } = metadata;
    demand(endpoint.startsWith("https://"), "end_session_endpoint is no https address");
    return Promise.resolve();
  },
  "oidcc-rp-initiated-logout": async (suite) => comesBack(suite, await logOut(suite, () => ({}))),
  "oidcc-rp-initiated-logout-no-state": async (suite) =>
    comesBack(suite, await logOut(suite, () => ({ state: undefined }))),
  "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri": stays(() => ({
    post_logout_redirect_uri: BAD_POST_LOGOUT,
  })),
  "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri": stays(() => ({
    post_logout_redirect_uri: `${POST_LOGOUT}?foo=bar`,
  })),
  "oidcc-rp-initiated-logout-modified-id-token-hint": stays((tokens) => ({
    id_token_hint: withoutSignature(tokens),
  })),
  "oidcc-rp-initiated-logout-bad-id-token-hint": stays(async (_, suite) => ({
    id_token_hint: await foreignIdToken(suite),
  })),
  "oidcc-rp-initiated-logout-no-id-token-hint": stays(() => ({ id_token_hint: undefined })),
  "oidcc-rp-initiated-logout-no-params": endsHere({
    id_token_hint: undefined,
    post_logout_redirect_uri: undefined,
    state: undefined,
  }),
  "oidcc-rp-initiated-logout-no-post-logout-redirect-uri": endsHere({ post_logout_redirect_uri: undefined }),
  "oidcc-rp-initiated-logout-only-state": endsHere({
    id_token_hint: undefined,
    post_logout_redirect_uri: undefined,
  }),
};
