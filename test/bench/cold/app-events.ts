import { createHash } from "node:crypto";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { localEndpoints } from "../../../bin/local/endpoints.ts";
import type { HandlerName } from "../../../functions/routes.ts";
import type { Services } from "../../../functions/compose/base.ts";
import { pkce } from "../../support/app.ts";
import type { MakeCall } from "./call.ts";
import type { MakeEvent } from "./events.ts";

/** Without it, nothing tells whose tokens are asked about. */
const SECRET = "a secret of the bench's app";

/** The app that asks. */
export const BENCH_APP = {
  id: "bench",
  name: "Bench",
  redirectUris: ["https://app.example/callback"],
  secretSha256: createHash("sha256").update(SECRET).digest("hex"),
};

type AppHandler = Extract<
  HandlerName,
  "authorize" | "exchange-grant" | "read-user" | "show-end-session" | "revoke-grant" | "introspect-token"
>;

/** The events of an app and of the browsers that it sends. @param session the header of a session's token */
export function appEvents(
  services: Services,
  call: MakeCall,
  session: () => Promise<{ readonly authorization: string }>,
): Readonly<Record<AppHandler, MakeEvent>> {
  const { verifier, challenge } = pkce();
  const [redirectUri = ""] = BENCH_APP.redirectUris;
  const local = (name: AppHandler, event: APIGatewayProxyEvent) =>
    localEndpoints(services)[name](event, {} as Context);
  const cookie = async () => {
    const { authorization } = await session();
    return { cookie: services.cookies.set("session", authorization.replace("Bearer ", "")) };
  };
  const ask = async () => ({
    ...call("authorize", undefined, await cookie()),
    queryStringParameters: {
      response_type: "code",
      scope: "openid",
      client_id: BENCH_APP.id,
      redirect_uri: redirectUri,
      code_challenge: challenge,
      code_challenge_method: "S256",
    },
  });
  const exchange = async () => {
    const { headers } = await local("authorize", await ask());
    const code = new URL(String(headers?.location)).searchParams.get("code") ?? "";
    const fields = { grant_type: "authorization_code", client_id: BENCH_APP.id, client_secret: SECRET };
    return {
      ...call("exchange-grant", undefined, { "content-type": "application/x-www-form-urlencoded" }),
      body: new URLSearchParams({
        ...{ ...fields, redirect_uri: redirectUri, code },
        code_verifier: verifier,
      }).toString(),
    };
  };
  const about = (name: "revoke-grant" | "introspect-token") => async () => {
    const { body } = await local("exchange-grant", await exchange());
    const { access_token: token } = JSON.parse(body) as { readonly access_token: string };
    return {
      ...call(name, undefined, { "content-type": "application/x-www-form-urlencoded" }),
      body: new URLSearchParams({ token, client_id: BENCH_APP.id, client_secret: SECRET }).toString(),
    };
  };
  return {
    authorize: ask,
    "exchange-grant": exchange,
    "read-user": async () => {
      const { body } = await local("exchange-grant", await exchange());
      const { access_token: token } = JSON.parse(body) as { readonly access_token: string };
      return call("read-user", undefined, { authorization: `Bearer ${token}` });
    },
    "revoke-grant": about("revoke-grant"),
    "introspect-token": about("introspect-token"),
    "show-end-session": async () => call("show-end-session", undefined, await cookie()),
  };
}
