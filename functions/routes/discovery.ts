import type { Route } from "./shapes.ts";

/** What every client may read, and keep for a while. */
export const discoveryRoutes = [
  {
    method: "GET",
    path: "/.well-known/jwks.json",
    handler: "publish-keys",
    summary: "The public keys that check a token offline",
    table: [],
    secrets: ["signing"],
  },
  {
    method: "GET",
    path: "/.well-known/openid-configuration",
    handler: "describe-issuer",
    summary: "Where OpenID-aware backends find the keys",
    table: [],
    secrets: [],
  },
  {
    method: "GET",
    path: "/openapi.json",
    handler: "describe-api",
    summary: "This API in OpenAPI",
    table: [],
    secrets: [],
  },
] as const satisfies readonly Route[];
