import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { genericOAuth } from "better-auth/plugins";
import express from "express";
import { clientId, clientSecret, home, issuer, port, ready } from "./site.js";

const auth = betterAuth({
  baseURL: home,
  secret: "of the test, which is long enough for better-auth",
  telemetry: { enabled: false },
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  plugins: [
    genericOAuth({
      config: [
        {
          providerId: "latchkey",
          discoveryUrl: `${issuer}/.well-known/openid-configuration`,
          clientId,
          clientSecret,
          scopes: ["openid", "email"],
          pkce: true,
          mapProfileToUser: ({ email }) => ({ name: email }),
        },
      ],
    }),
  ],
});
const app = express();
app.all("/api/auth/*splat", toNodeHandler(auth));
app.get("/login", async (_, response) => {
  const { response: told, headers } = await auth.api.signInSocial({
    body: { provider: "latchkey", callbackURL: `${home}/` },
    returnHeaders: true,
  });
  response.setHeader("set-cookie", headers.getSetCookie());
  response.redirect(told.url);
});
app.get("/", async (request, response) => {
  const session = await auth.api.getSession({
    headers: new Headers({ cookie: request.headers.cookie ?? "" }),
  });
  response.json(session?.user ?? "nobody");
});
app.listen(port, ready);
