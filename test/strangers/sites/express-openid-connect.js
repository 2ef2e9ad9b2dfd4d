import express from "express";
import openid from "express-openid-connect";
import session from "express-session";
import { clientId, clientSecret, home, issuer, port, ready } from "./site.js";

const { auth, requiresAuth } = openid;
const app = express();
app.use(
  auth({
    issuerBaseURL: issuer,
    baseURL: home,
    clientID: clientId,
    clientSecret,
    secret: "of the test, which is long enough",
    authRequired: false,
    idpLogout: true,
    ...(process.env.IS_TOLD && { backchannelLogout: { store: new session.MemoryStore() } }),
    authorizationParams: {
      response_type: "code",
      scope: "openid email",
      ...(process.env.RESPONSE_MODE && { response_mode: process.env.RESPONSE_MODE }),
    },
  }),
);
app.get("/", (request, response) => void response.json(request.oidc.user ?? "nobody"));
app.get("/user", requiresAuth(), async (request, response) => {
  response.json(await request.oidc.fetchUserInfo());
});
app.listen(port, ready);
