import { serve } from "@hono/node-server";
import { getAuth, oidcAuthMiddleware, processOAuthCallback } from "@hono/oidc-auth";
import { Hono } from "hono";
import { clientId, clientSecret, issuer, port, ready } from "./site.js";

Object.assign(process.env, {
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: clientId,
  OIDC_CLIENT_SECRET: clientSecret,
  OIDC_REDIRECT_URI: "/callback",
  OIDC_SCOPES: "openid email",
  OIDC_AUTH_SECRET: "of the test, which is long enough",
});
const app = new Hono();
app.get("/callback", (context) => processOAuthCallback(context));
app.use("*", oidcAuthMiddleware());
app.get("*", async (context) => context.json(await getAuth(context)));
serve({ fetch: app.fetch, port }, ready);
