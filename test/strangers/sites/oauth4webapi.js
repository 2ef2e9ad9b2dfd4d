import express from "express";
import * as oauth from "oauth4webapi";
import { callback, clientId, clientSecret, home, issuer, port, ready } from "./site.js";

const found = await oauth.discoveryRequest(new URL(issuer));
const server = await oauth.processDiscoveryResponse(new URL(issuer), found);
const client = { client_id: clientId };
const authentication = oauth.ClientSecretBasic(clientSecret);
const app = express();
let asked, user;

app.get("/login", async (_, response) => {
  asked = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState() };
  const address = new URL(server.authorization_endpoint);
  address.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: callback,
    response_type: "code",
    scope: "openid email",
    state: asked.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(asked.verifier),
    code_challenge_method: "S256",
  });
  response.redirect(address.href);
});
app.get("/callback", async (request, response) => {
  const parameters = oauth.validateAuthResponse(server, client, new URL(request.url, home), asked.state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    authentication,
    parameters,
    callback,
    asked.verifier,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    requireIdToken: true,
  });
  const { sub } = oauth.getValidatedIdTokenClaims(tokens);
  const told = await oauth.userInfoRequest(server, client, tokens.access_token);
  user = await oauth.processUserInfoResponse(server, client, sub, told);
  response.redirect("/");
});
app.get("/", (_, response) => void response.json(user ?? "nobody"));
app.listen(port, ready);
