import { createServer } from "node:http";
import { claimsOf, requireToken } from "latchkey-client/express";

const {
  PORT = "4002",
  LATCHKEY_URL = "http://localhost:3000",
  AUDIENCE = "latchkey",
  SPA_ORIGIN = "http://localhost:4001",
} = process.env;

// Express's middleware asks nothing of a request that Node's own does not have.
const check = requireToken({ issuer: LATCHKEY_URL, audience: AUDIENCE });

const server = createServer((request, response) => {
  response.setHeader("access-control-allow-origin", SPA_ORIGIN);
  response.setHeader("vary", "Origin");
  if (request.method === "OPTIONS") {
    response.writeHead(204, { "access-control-allow-headers": "authorization" }).end();
    return;
  }
  void check(request, response, () => {
    const { sub, amr, exp } = claimsOf(request);
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify({ subject: sub, amr, tokenExpiresAt: new Date(exp * 1000).toISOString() }));
  });
});

server.listen(Number(PORT), "localhost", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : PORT;
  console.log(`The API is ready: http://localhost:${port} takes tokens of ${LATCHKEY_URL} alone.`);
});
