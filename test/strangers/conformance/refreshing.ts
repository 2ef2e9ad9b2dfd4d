import { decodeJwt } from "jose";
import { asForm } from "../support/wire.ts";
import { complete, credentials, type Tokens } from "./flow.ts";
import {
  announces,
  demand,
  FIRST,
  isJson,
  type Module,
  type Party,
  SECOND,
  skip,
  type Suite,
} from "./suite.ts";

interface Refreshed {
  readonly error?: string;
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly expires_in?: number;
  readonly token_type?: string;
}

/** Two clients refresh, and neither can use the other's token. Skipped where no refresh token is given. */
export const refreshing: Module = async (suite) => {
  await refreshFor(suite, FIRST);
  const theirs = await refreshFor(suite, SECOND);
  const { status, body } = await refresh(suite, FIRST, theirs);
  demand(
    status === 400 && body.error === "invalid_grant",
    `a refresh token of another client was answered ${status} ${String(body.error)}`,
  );
};

/** @returns the token to go on with */
async function refreshFor(suite: Suite, client: Party): Promise<string> {
  const offline = announces(suite, "scopes_supported", "offline_access");
  const tokens = await complete(suite, {
    client,
    change: offline ? { scope: "openid offline_access", prompt: "consent" } : {},
  });
  const { refresh_token: token } = tokens.answer;
  const announced = announces(suite, "grant_types_supported", "refresh_token");
  if (typeof token !== "string") {
    suite.warn(!announced, "refresh tokens are announced, but none was given");
    skip("no refresh token was issued");
  }
  suite.warn(announced, "refresh tokens are given, but not announced");
  demand(/^[\x20-\x7e]+$/.test(token), "the refresh token has characters that RFC 6749 forbids");
  suite.issuer.service.clock.advance(1);
  const { status, headers, body } = await refresh(suite, client, token);
  demand(status === 200, `a refresh was answered ${status} ${String(body.error)}`);
  demand(headers.get("cache-control")?.includes("no-store") === true, "an answer with tokens may be cached");
  demand(/^bearer$/i.test(body.token_type ?? ""), "the token_type is not Bearer");
  demand((body.access_token ?? "") !== "", "there is no access_token");
  suite.warn(body.expires_in !== undefined, "expires_in is missing");
  if (body.id_token !== undefined) sameSignIn(tokens, body.id_token);
  const { userinfo_endpoint: endpoint } = suite.metadata;
  const read = await suite.send(endpoint, {
    headers: { authorization: `Bearer ${body.access_token ?? ""}` },
  });
  demand(read.status === 200, `userinfo answered ${read.status} to the new access token`);
  return body.refresh_token ?? token;
}

/** @see OpenID Connect Core 1.0, section 12.2 */
function sameSignIn({ claims }: Tokens, idToken: string): void {
  const again = decodeJwt(idToken);
  for (const name of ["iss", "sub", "aud", "azp", "auth_time"])
    demand(again[name] === claims[name], `the new ID token has another ${name}`);
  demand(Number(again.iat) > Number(claims.iat), "the new ID token has the old iat");
}

async function refresh({ send, metadata }: Suite, client: Party, token: string) {
  const shown = credentials(client);
  const form = asForm({
    grant_type: "refresh_token",
    refresh_token: token,
    ...(client === FIRST && { scope: "openid" }),
    ...shown.fields,
  });
  const headers = { ...form.headers, ...shown.headers };
  const answer = await send(metadata.token_endpoint, { ...form, headers });
  const body = (isJson(answer.headers) ? JSON.parse(answer.text) : {}) as Refreshed;
  return { status: answer.status, headers: answer.headers, body };
}
