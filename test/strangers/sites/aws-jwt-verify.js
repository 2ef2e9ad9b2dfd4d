import { JwtVerifier } from "aws-jwt-verify";
import express from "express";
import { audience, issuer, port, ready } from "./site.js";

const verifier = JwtVerifier.create({
  issuer,
  audience,
  jwksUri: `${issuer}/.well-known/jwks.json`,
});
const app = express();
app.get("/", async (request, response) => {
  try {
    response.json(await verifier.verify(request.get("authorization")?.replace("Bearer ", "") ?? ""));
  } catch ({ name }) {
    response.status(401).json(name);
  }
});
app.listen(port, ready);
