import express from "express";
import { generators, Issuer } from "openid-client-5";
import { callback, clientId, clientSecret, issuer, port, ready } from "./site.js";

const { Client } = await Issuer.discover(issuer);
const client = new Client({
  client_id: clientId,
  client_secret: clientSecret,
  redirect_uris: [callback],
  response_types: ["code"],
});
const app = express();
let asked, user;

app.get("/login", (_, response) => {
  asked = { state: generators.state(), nonce: generators.nonce() };
  response.redirect(client.authorizationUrl({ scope: "openid email", ...asked }));
});
app.get("/callback", async (request, response) => {
  const tokens = await client.callback(callback, client.callbackParams(request), asked);
  user = await client.userinfo(tokens);
  response.redirect("/");
});
app.get("/", (_, response) => void response.json(user ?? "nobody"));
app.listen(port, ready);
