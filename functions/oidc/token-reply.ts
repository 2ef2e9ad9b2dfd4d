import * as z from "zod/mini";
import type { ShownClient } from "./client-secret.ts";
import type { Exchange, ExchangeGrantOutcome } from "./exchange-grant.ts";
import type { Refresh, RefreshGrantOutcome } from "./refresh-grant.ts";
import { readClientCredentials } from "./client-credentials.ts";
import { oauthError } from "./oauth-error.ts";
import { json, type Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

/** A field without a value counts as left out (RFC 6749, 3.2). */
export const formText = z.pipe(
  z.optional(z.string()),
  z.transform((value) => (value === "" ? undefined : value)),
);

/** The fields that mean something here; RFC 6749, 3.2, has others ignored. */
const tokenFields = z.object({
  grant_type: formText,
  code: formText,
  redirect_uri: formText,
  code_verifier: formText,
  refresh_token: formText,
  scope: formText,
  client_id: formText,
  client_secret: formText,
});

/** What an app asks the token endpoint for. */
export type TokenQuestion =
  | { readonly kind: "exchange"; readonly exchange: Exchange }
  | { readonly kind: "refresh"; readonly refresh: Refresh }
  | { readonly kind: "refused"; readonly reply: Reply };

/** Reads what an app shows for tokens, or refuses it. */
export function readTokenQuestion(request: HttpRequest): TokenQuestion {
  const { data } = z.safeParse(tokenFields, request.body);
  if (!request.form || !data) return missing("Send a form (application/x-www-form-urlencoded).");
  const read = readClient(request, data);
  return read.kind === "refused" ? read : readGrant(read.client, data);
}

/** Who asks, at an endpoint that takes forms of apps. Of a field that stands there twice it is not known which one counts (RFC 6749, 3.2). */
export function readClient(
  request: HttpRequest,
  fields: { readonly client_id?: string | undefined; readonly client_secret?: string | undefined },
):
  | { readonly kind: "shown"; readonly client: ShownClient }
  | { readonly kind: "refused"; readonly reply: Reply } {
  if (request.repeated.length > 0) return missing("A field stands there more than once.");
  const read = readClientCredentials(request.header("authorization"), fields);
  if (read.kind === "unreadable") return refused(invalidClient("The Authorization header cannot be read."));
  if (read.kind === "none") return refused(invalidClient("The client_id is missing."));
  if (read.kind === "both") return missing("Say who the client is in one way only.");
  return read;
}

function readGrant(client: ShownClient, fields: z.infer<typeof tokenFields>): TokenQuestion {
  const { grant_type: type, code, redirect_uri: redirectUri, code_verifier: codeVerifier } = fields;
  if (type === undefined) return missing("The grant_type is missing.");
  if (type === "refresh_token") {
    const { refresh_token: refreshToken, scope } = fields;
    if (refreshToken === undefined) return missing("The refresh_token is missing.");
    return { kind: "refresh", refresh: { client, refreshToken, scope } };
  }
  if (type !== "authorization_code")
    return refused(
      oauthError(400, "unsupported_grant_type", "Use authorization_code or refresh_token as grant_type."),
    );
  if (code === undefined) return missing("The code is missing.");
  if (redirectUri === undefined) return missing("The redirect_uri is missing.");
  return { kind: "exchange", exchange: { client, code, redirectUri, codeVerifier } };
}

/** What the app gets. */
export function tokenReply(outcome: ExchangeGrantOutcome | RefreshGrantOutcome): Reply {
  switch (outcome.kind) {
    case "invalid-client":
      return unknownClient();
    case "unauthorized-client":
      return oauthError(400, "unauthorized_client", "The client gets no refresh tokens.");
    case "invalid-scope":
      return oauthError(400, "invalid_scope", "The scope names nothing that was granted.");
    case "no-verifier":
      return missing("The code_verifier is missing.").reply;
    case "invalid-grant":
      // One answer for all: an attacker must not learn which part was wrong.
      return oauthError(
        400,
        "invalid_grant",
        "The code or the refresh token is not valid: it is unknown, used or too old, what it stands for is over, or client, redirect_uri and code_verifier are not those that it was made for.",
      );
    case "exchanged":
    case "refreshed":
      return json(200, {
        access_token: outcome.accessToken,
        token_type: "Bearer",
        expires_in: outcome.expiresIn,
        scope: outcome.scope,
        id_token: outcome.idToken,
        ...(outcome.refreshToken !== undefined && { refresh_token: outcome.refreshToken }),
      });
  }
}

/** For a client that is not one, or whose secret is not right. */
export function unknownClient(): Reply {
  return invalidClient("The client is not known, or its secret is not right.");
}

function invalidClient(description: string): Reply {
  return oauthError(401, "invalid_client", description, { "www-authenticate": 'Basic realm="latchkey"' });
}

function refused(reply: Reply): { readonly kind: "refused"; readonly reply: Reply } {
  return { kind: "refused", reply };
}

export function missing(description: string): { readonly kind: "refused"; readonly reply: Reply } {
  return refused(oauthError(400, "invalid_request", description));
}
