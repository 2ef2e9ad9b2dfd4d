import express from "express";
import { auth } from "express-oauth2-jwt-bearer";
import { audience, issuer, port, ready } from "./site.js";

const app = express();
app.get("/", auth({ issuerBaseURL: issuer, audience, strict: true }), (request, response) => {
  response.json(request.auth.payload);
});
app.listen(port, ready);
