import express from "express";
import * as oidc from "openid-client";
import { callback, clientId, clientSecret, home, issuer, port, ready } from "./site.js";

const config = await oidc.discovery(new URL(issuer), clientId, clientSecret);
const app = express();
let asked, user, idToken;

app.get("/login", async (_, response) => {
  asked = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: oidc.randomState() };
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: "openid email",
    code_challenge: await oidc.calculatePKCECodeChallenge(asked.pkceCodeVerifier),
    code_challenge_method: "S256",
    state: asked.expectedState,
  });
  response.redirect(address.href);
});
app.get("/callback", async (request, response) => {
  const tokens = await oidc.authorizationCodeGrant(config, new URL(request.url, home), asked);
  idToken = tokens.id_token;
  user = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  response.redirect("/");
});
app.get("/logout", (_, response) => {
  user = undefined;
  const address = oidc.buildEndSessionUrl(config, {
    id_token_hint: idToken,
    post_logout_redirect_uri: `${home}/`,
  });
  response.redirect(address.href);
});
app.get("/", (_, response) => void response.json(user ?? "nobody"));
app.listen(port, ready);
