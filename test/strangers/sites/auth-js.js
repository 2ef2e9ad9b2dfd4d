import { Auth } from "@auth/core";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { clientId, clientSecret, home, issuer, port, ready } from "./site.js";

const config = {
  basePath: "/auth",
  trustHost: true,
  secret: "of the test, which is long enough",
  providers: [
    {
      id: "latchkey",
      name: "Latchkey",
      type: "oidc",
      issuer,
      clientId,
      clientSecret,
      authorization: { params: { scope: "openid email" } },
      // The e-mail is in userinfo, not in the ID token.
      idToken: false,
    },
  ],
};
const app = new Hono();
app.all("/auth/*", (context) => Auth(context.req.raw, config));
app.get("/login", (context) => context.redirect("/auth/signin?callbackUrl=/"));
app.get("/", async (context) => {
  const { headers } = context.req.raw;
  const answer = await Auth(new Request(`${home}/auth/session`, { headers }), config);
  return context.json((await answer.json())?.user ?? "nobody");
});
serve({ fetch: app.fetch, port }, ready);
