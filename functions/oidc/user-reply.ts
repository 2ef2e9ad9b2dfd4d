import type { ReadUserOutcome } from "./read-user.ts";
import { bearerChallenge, oauthError } from "./oauth-error.ts";
import { json, type Reply } from "../http/reply.ts";

/** @see RFC 6750, section 3.1, for the refusals */
export function userReply(outcome: ReadUserOutcome | { readonly kind: "no-token" }): Reply {
  switch (outcome.kind) {
    case "user":
      return json(200, outcome.user);
    case "no-token":
      // A caller who did not know that a token is needed is told no more than that.
      return json(401, {}, { headers: bearerChallenge() });
    case "invalid-token":
      return oauthError(
        401,
        "invalid_token",
        "The token is not valid, or the session is over.",
        bearerChallenge("invalid_token"),
      );
    case "insufficient-scope":
      return oauthError(
        403,
        "insufficient_scope",
        "The token was not made for an app with the scope openid.",
        bearerChallenge("insufficient_scope", "openid"),
      );
  }
}
