import * as arctic from "arctic";
import express from "express";
import { callback, clientId, clientSecret, issuer, port, ready } from "./site.js";

const client = new arctic.OAuth2Client(clientId, clientSecret, callback);
const app = express();
let asked, user;

app.get("/login", (_, response) => {
  asked = { state: arctic.generateState(), verifier: arctic.generateCodeVerifier() };
  const address = client.createAuthorizationURLWithPKCE(
    `${issuer}/otp/authorize`,
    asked.state,
    arctic.CodeChallengeMethod.S256,
    asked.verifier,
    ["openid", "email"],
  );
  response.redirect(address.href);
});
app.get("/callback", async ({ query }, response) => {
  if (query.state !== asked.state) throw new Error("another state");
  const endpoint = `${issuer}/otp/token`;
  const tokens = await client.validateAuthorizationCode(endpoint, query.code, asked.verifier);
  const headers = { authorization: `Bearer ${tokens.accessToken()}` };
  user = await (await fetch(`${issuer}/otp/userinfo`, { headers })).json();
  if (arctic.decodeIdToken(tokens.idToken()).sub !== user.sub) throw new Error("another person");
  response.redirect("/");
});
app.get("/", (_, response) => void response.json(user ?? "nobody"));
app.listen(port, ready);
