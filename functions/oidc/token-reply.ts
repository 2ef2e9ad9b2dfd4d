import * as z from "zod/mini";
import type { ShownClient } from "./client-secret.ts";
import type { Exchange, ExchangeGrantOutcome } from "./exchange-grant.ts";
import { readClientCredentials } from "./client-credentials.ts";
import { oauthError } from "./oauth-error.ts";
import { json, type Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

const text = z.optional(z.string());

/** The fields that mean something here; RFC 6749, 3.2, has others ignored. */
const tokenFields = z.object({
  grant_type: text,
  code: text,
  redirect_uri: text,
  code_verifier: text,
  client_id: text,
  client_secret: text,
});

/** Reads what an app shows for tokens, or refuses it. */
export function readExchange(
  request: HttpRequest,
): { readonly exchange: Exchange } | { readonly refused: Reply } {
  const { data } = z.safeParse(tokenFields, request.body);
  if (!request.form || !data) return missing("Send a form (application/x-www-form-urlencoded).");
  const read = readClientCredentials(request.header("authorization"), data);
  if (read.kind === "unreadable")
    return { refused: invalidClient("The Authorization header cannot be read.") };
  if (read.kind === "none") return { refused: invalidClient("The client_id is missing.") };
  if (read.kind === "both") return missing("Say who the client is in one way only.");
  return readGrant(read.client, data);
}

function readGrant(
  client: ShownClient,
  fields: z.infer<typeof tokenFields>,
): ReturnType<typeof readExchange> {
  const { grant_type: type, code, redirect_uri: redirectUri, code_verifier: codeVerifier } = fields;
  if (type === undefined) return missing("The grant_type is missing.");
  if (type !== "authorization_code")
    return {
      refused: oauthError(400, "unsupported_grant_type", "The only grant_type is authorization_code."),
    };
  if (code === undefined) return missing("The code is missing.");
  if (redirectUri === undefined) return missing("The redirect_uri is missing.");
  if (codeVerifier === undefined) return missing("The code_verifier is missing.");
  return { exchange: { client, code, redirectUri, codeVerifier } };
}

/** What the app gets. */
export function exchangedReply(outcome: ExchangeGrantOutcome): Reply {
  switch (outcome.kind) {
    case "invalid-client":
      return invalidClient("The client is not known, or its secret is not right.");
    case "invalid-grant":
      // One answer for all: an attacker must not learn which part was wrong.
      return oauthError(
        400,
        "invalid_grant",
        "The code is not valid: it is unknown, used or older than a minute, or client, redirect_uri and code_verifier are not those that it was made for.",
      );
    case "exchanged":
      return json(200, {
        access_token: outcome.accessToken,
        token_type: "Bearer",
        expires_in: outcome.expiresIn,
        scope: outcome.scope,
        id_token: outcome.idToken,
      });
  }
}

function invalidClient(description: string): Reply {
  return oauthError(401, "invalid_client", description, { "www-authenticate": 'Basic realm="latchkey"' });
}

function missing(description: string): { readonly refused: Reply } {
  return { refused: oauthError(400, "invalid_request", description) };
}
