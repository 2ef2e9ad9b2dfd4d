import express from "express";
import session from "express-session";
import passport from "passport";
import OpenIDConnectStrategy from "passport-openidconnect";
import { callback, clientId, clientSecret, issuer, port, ready } from "./site.js";

passport.use(
  new OpenIDConnectStrategy(
    {
      issuer,
      authorizationURL: `${issuer}/otp/authorize`,
      tokenURL: `${issuer}/otp/token`,
      userInfoURL: `${issuer}/otp/userinfo`,
      clientID: clientId,
      clientSecret,
      callbackURL: callback,
      scope: ["email"],
      // The e-mail is in userinfo, not in the ID token.
      skipUserProfile: false,
    },
    (_, profile, done) => done(null, { sub: profile.id, email: profile.emails?.[0]?.value }),
  ),
);
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));

const app = express();
app.use(session({ secret: "of the test", resave: false, saveUninitialized: false }));
app.use(passport.authenticate("session"));
app.get("/login", passport.authenticate("openidconnect"));
app.get("/callback", passport.authenticate("openidconnect", { successRedirect: "/", failWithError: true }));
app.get("/", (request, response) => void response.json(request.user ?? "nobody"));
app.listen(port, ready);
