import { randomBytes } from "node:crypto";
import type { JWTPayload } from "jose";
import type { Shown, Walker } from "../support/walker.ts";
import { type Answer, asForm } from "../support/wire.ts";
import { checkIdToken } from "./id-token.ts";
import { CALLBACK, demand, FIRST, isCallback, isJson, type Party, type Suite } from "./suite.ts";

/** `undefined` leaves a parameter out. */
export type Change = Readonly<Record<string, string | undefined>>;

/** What a client asked, and where the browser was afterwards. */
export interface Asked {
  readonly parameters: Readonly<Record<string, string>>;
  readonly page: Shown;
}

export interface FlowOptions {
  readonly browser?: Walker;
  readonly client?: Party;
  readonly change?: Change;
  /** Fields that go with the code. */
  readonly verifier?: string;
  readonly method?: "GET" | "POST";
  /** Puts the parameters into another order. */
  readonly reversed?: boolean;
}

export interface Tokens {
  readonly code: string;
  readonly accessToken: string;
  readonly idToken: string;
  readonly claims: JWTPayload;
  readonly userInfo: Readonly<Record<string, unknown>>;
  readonly answer: Readonly<Record<string, unknown>>;
  readonly exchange: () => Promise<Answer>;
}

export const random = (length: number) => randomBytes(length).toString("base64url").slice(0, length);

/** Sends a browser to the authorization endpoint as the suite does, and signs the person in where they are asked. */
export async function ask(suite: Suite, options: FlowOptions = {}): Promise<Asked> {
  const { client = FIRST, change = {}, browser = suite.browser(), method = "GET", reversed } = options;
  const all: Change = {
    client_id: client.id,
    redirect_uri: CALLBACK,
    scope: "openid",
    state: random(10),
    nonce: random(10),
    response_type: "code",
    ...change,
  };
  const present = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const parameters = Object.fromEntries(reversed ? present.reverse() : present);
  const endpoint = suite.metadata.authorization_endpoint;
  const page =
    method === "POST"
      ? await browser.post(endpoint, parameters)
      : await browser.open(`${endpoint}?${new URLSearchParams(parameters).toString()}`);
  const asksForAddress = page.status === 200 && page.text.includes('name="email"');
  return { parameters, page: asksForAddress ? await browser.signIn(page) : page };
}

/** The whole flow, with everything that the suite checks in each of its modules. */
export async function complete(suite: Suite, options: FlowOptions = {}): Promise<Tokens> {
  return exchange(suite, await ask(suite, options), options);
}

/** What comes back is checked, and the code is exchanged. */
export async function exchange(suite: Suite, asked: Asked, options: FlowOptions = {}): Promise<Tokens> {
  const { client = FIRST } = options;
  const code = codeOf(suite, asked);
  const shown = credentials(client);
  const form = asForm({
    grant_type: "authorization_code",
    code,
    redirect_uri: CALLBACK,
    ...(options.verifier !== undefined && { code_verifier: options.verifier }),
    ...shown.fields,
  });
  const sent = { ...form, headers: { ...form.headers, ...shown.headers } };
  const exchangeOnce = () => suite.send(suite.metadata.token_endpoint, sent);

  const response = await exchangeOnce();
  demand(response.status === 200, `the token endpoint answered ${response.status}: ${response.text}`);
  demand(isJson(response.headers), "the token endpoint's answer is no JSON");
  const answer = JSON.parse(response.text) as Readonly<Record<string, unknown>>;
  const { access_token: accessToken, id_token: idToken, expires_in: expiresIn } = answer;
  demand(typeof accessToken === "string" && accessToken !== "", "there is no access_token");
  demand(typeof idToken === "string", "there is no id_token");
  demand(/^bearer$/i.test(String(answer.token_type)), "the token_type is not Bearer");
  if (expiresIn !== undefined)
    demand(typeof expiresIn === "number" && expiresIn > 0, "expires_in is no number of seconds");
  const claims = await checkIdToken(suite, idToken, {
    clientId: client.id,
    accessToken,
    nonce: asked.parameters.nonce,
  });
  const userInfo = await readUserInfo(suite, accessToken, claims.sub);
  return { code, accessToken, idToken, claims, userInfo, answer, exchange: exchangeOnce };
}

/** The code that came back, with all that came with it checked. */
function codeOf({ metadata }: Suite, { parameters, page }: Asked): string {
  demand(isCallback(page), `the browser is not back: ${page.status} at ${page.url.href}`);
  const query = page.url.searchParams;
  demand(!query.has("error"), `the browser came back with ${query.toString()}`);
  demand(query.get("state") === (parameters.state ?? null), "another state came back");
  demand((query.get("iss") ?? metadata.issuer) === metadata.issuer, "another iss came back");
  return query.get("code") ?? "";
}

/** How a client says who it is; both parts of Basic are form-encoded (RFC 6749, 2.3.1). */
export function credentials({ id, secret, authentication }: Party) {
  if (authentication === "client_secret_post")
    return { fields: { client_id: id, client_secret: secret }, headers: {} };
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return { fields: {}, headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } };
}

async function readUserInfo({ send, metadata }: Suite, token: string, subject: string | undefined) {
  const headers = { authorization: `Bearer ${token}` };
  const { status, headers: told, text } = await send(metadata.userinfo_endpoint, { headers });
  demand(status === 200 && isJson(told), `userinfo answered ${status}`);
  const user = JSON.parse(text) as Readonly<Record<string, unknown>>;
  demand(user.sub === subject, "userinfo tells of another person than the ID token");
  return user;
}

/** That an app was told of an error by its own address, in the form of RFC 6749, 4.1.2.1. */
export function checkError(
  { metadata, warn }: Suite,
  { parameters, page }: Asked,
  expected: readonly string[],
) {
  demand(isCallback(page), `the browser is not back: ${page.status} at ${page.url.href}`);
  const query = page.url.searchParams;
  const error = query.get("error") ?? "";
  demand(expected.includes(error), `the error is ${error}, not one of ${expected.join(", ")}`);
  demand(!query.has("code"), "a code came with an error");
  demand(query.get("state") === (parameters.state ?? null), "another state came back");
  demand((query.get("iss") ?? metadata.issuer) === metadata.issuer, "another iss came back");
  demand(
    /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/.test(query.get("error_description") ?? ""),
    "the error_description has characters that RFC 6749 forbids",
  );
  const known = ["error", "error_description", "error_uri", "state", "session_state", "iss"];
  warn(
    [...query.keys()].every((name) => known.includes(name)),
    "an error came back with more than it should",
  );
}

/** What an app is told when the person would have to be asked (OpenID Connect Core, 3.1.2.6). */
export const NEEDS_PERSON = [
  "interaction_required",
  "login_required",
  "account_selection_required",
  "consent_required",
];
