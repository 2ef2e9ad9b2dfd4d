import { createHash, randomBytes } from "node:crypto";
import { asForm } from "../support/wire.ts";
import { checkUserInfo } from "./claims.ts";
import { ask, type Change, checkError, complete, exchange, random } from "./flow.ts";
import { unasked } from "./id-token.ts";
import {
  BY_POST,
  CALLBACK,
  demand,
  FIRST,
  isCallback,
  isJson,
  type Module,
  skip,
  type Suite,
} from "./suite.ts";

/** A module that only has to end as usual, whatever it adds to the request. */
const adding =
  (change: Change): Module =>
  (suite) =>
    complete(suite, { change });

/** The suite asks for 128 bits, and measures with room for chance. */
const LEAST_CODE_BITS = 96;

/** Modules about the flow itself. */
export const basicModules: Readonly<Record<string, Module>> = {
  "oidcc-server": async (suite) => {
    const { code, claims, answer } = await complete(suite);
    demand(entropy(code) >= LEAST_CODE_BITS, "the code could be guessed");
    suite.warn("expires_in" in answer, "expires_in is missing");
    suite.warn(unasked(claims).length === 0, `the ID token tells unasked: ${unasked(claims).join(", ")}`);
  },
  "oidcc-response-type-missing": async (suite) => {
    const asked = await ask(suite, { change: { response_type: undefined } });
    if (isCallback(asked.page)) checkError(suite, asked, ["unsupported_response_type", "invalid_request"]);
    else demand(asked.page.status === 400, "the person is shown no error");
  },
  // Who registers clients by hand has no way to ask for an algorithm: the suite leaves these three out.
  "oidcc-idtoken-signature": () => skip("not applicable to clients that are registered by hand"),
  "oidcc-idtoken-unsigned": () => skip("not applicable to clients that are registered by hand"),
  "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported": () =>
    skip("not applicable to clients that are registered by hand"),
  "oidcc-userinfo-get": async (suite) => checkUserInfo((await complete(suite)).userInfo),
  "oidcc-userinfo-post-header": async (suite) => {
    const { accessToken, claims } = await complete(suite);
    const form = asForm({});
    const headers = { ...form.headers, authorization: `Bearer ${accessToken}` };
    const { status, text } = await suite.send(suite.metadata.userinfo_endpoint, { ...form, headers });
    demand(status === 200, `userinfo answered ${status}`);
    const user = JSON.parse(text) as Readonly<Record<string, unknown>>;
    checkUserInfo(user);
    demand(user.sub === claims.sub, "userinfo tells of another person than the ID token");
  },
  "oidcc-userinfo-post-body": async (suite) => {
    const { accessToken, claims } = await complete(suite);
    const sent = asForm({ access_token: accessToken });
    const { status, headers, text } = await suite.send(suite.metadata.userinfo_endpoint, sent);
    suite.warn(status < 300, "userinfo takes no access token in a body");
    if (status >= 300) return;
    demand(isJson(headers), "userinfo's answer is no JSON");
    const user = JSON.parse(text) as Readonly<Record<string, unknown>>;
    checkUserInfo(user);
    demand(user.sub === claims.sub, "userinfo tells of another person than the ID token");
  },
  "oidcc-ensure-request-without-nonce-succeeds-for-code-flow": adding({ nonce: undefined }),
  "oidcc-display-page": adding({ display: "page" }),
  "oidcc-display-popup": adding({ display: "popup" }),
  "oidcc-ensure-request-with-unknown-parameter-succeeds": adding({ extra: "foobar" }),
  "oidcc-login-hint": adding({ login_hint: "buffy@localhost" }),
  "oidcc-ui-locales": adding({ ui_locales: "se" }),
  "oidcc-claims-locales": adding({ claims_locales: "se" }),
  "oidcc-ensure-request-with-acr-values-succeeds": async (suite) => {
    const announced = suite.metadata.acr_values_supported;
    const values = Array.isArray(announced) ? announced.map(String) : ["1", "2"];
    const { claims } = await complete(suite, { change: { acr_values: values.join(" ") } });
    suite.warn(values.includes(String(claims.acr)), "the ID token's acr is none of acr_values");
  },
  "oidcc-ensure-registered-redirect-uri": async (suite) => {
    const redirect_uri = `${CALLBACK}/${randomBytes(5).toString("hex")}`;
    const { page } = await ask(suite, { change: { redirect_uri } });
    demand(page.url.origin === suite.issuer.url, "the browser was sent to an address that nobody registered");
    demand(page.status === 400, "the person is shown no error");
  },
  "oidcc-ensure-post-request-succeeds": (suite) => complete(suite, { method: "POST" }),
  "oidcc-server-client-secret-post": (suite) => complete(suite, { client: BY_POST }),
  "oidcc-ensure-request-with-valid-pkce-succeeds": async (suite) => {
    const verifier = randomBytes(32).toString("base64url");
    const code_challenge = createHash("sha256").update(verifier).digest("base64url");
    const change = { code_challenge, code_challenge_method: "S256" };
    await complete(suite, { change, verifier });
  },
  "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported": async (suite) => {
    skipIfSigned(suite);
    const asked = await ask(suite, { change: requestObject(CALLBACK) });
    if (asked.page.url.searchParams.get("error") === "request_not_supported")
      skip("the error request_not_supported says that there are no request objects");
    await exchange(suite, asked);
  },
  "oidcc-ensure-request-object-with-redirect-uri": async (suite) => {
    skipIfSigned(suite);
    const redirect_uri = `${CALLBACK}/unregistered`;
    const { page } = await ask(suite, { change: { ...requestObject(CALLBACK), redirect_uri } });
    const shown = page.url.origin === suite.issuer.url && page.status === 400;
    demand(shown || page.url.searchParams.has("code"), "the browser was sent where nobody asked for");
  },
};

function skipIfSigned({ metadata }: Suite): void {
  const name = "request_object_signing_alg_values_supported";
  if (metadata[name] !== undefined) skip("request objects without a signature are not supported");
}

/** State and nonce go inside, without a signature; beside them stays what OAuth demands. */
function requestObject(redirectUri: string): Change {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    client_id: FIRST.id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid",
    state: random(10),
    nonce: random(10),
  };
  return {
    request: `${part({ alg: "none" })}.${part(claims)}.`,
    redirect_uri: redirectUri,
    state: undefined,
    nonce: undefined,
  };
}

/** Shannon's, over the characters of a text. In bits. */
function entropy(text: string): number {
  const counts = [...Map.groupBy(text, (character) => character).values()].map(({ length }) => length);
  const bits = (count: number) => -count * Math.log2(count / text.length);
  return counts.reduce((sum, count) => sum + bits(count), 0);
}
