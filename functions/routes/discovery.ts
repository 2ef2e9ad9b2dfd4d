import type { Route } from "./shapes.ts";

/** What every client may read, and keep for a while. */
export const discoveryRoutes = [
  {
    method: "GET",
    path: "/.well-known/jwks.json",
    function: "discovery",
    handler: "publish-keys",
    summary: "The public keys that check a token offline",
    table: [],
    secrets: ["signing"],
  },
  {
    method: "GET",
    path: "/.well-known/openid-configuration",
    function: "discovery",
    handler: "describe-issuer",
    summary: "Where OpenID-aware backends find the keys",
    table: [],
    secrets: [],
  },
  {
    method: "GET",
    path: "/.well-known/apple-app-site-association",
    function: "discovery",
    handler: "publish-apple-apps",
    summary: "The apps of Apple's systems that codes are offered to",
    table: [],
    secrets: [],
    onlyWith: "apple-apps",
  },
  {
    method: "GET",
    path: "/.well-known/oauth-authorization-server",
    function: "discovery",
    handler: "describe-issuer",
    summary: "The same for libraries of OAuth",
    table: [],
    secrets: [],
  },
  {
    method: "GET",
    path: "/openapi.json",
    function: "discovery",
    handler: "describe-api",
    summary: "This API in OpenAPI",
    table: [],
    secrets: [],
  },
] as const satisfies readonly Route[];
