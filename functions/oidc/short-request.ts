import { withParameters } from "./onward.ts";
import { type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

/**
 * The short form of an authorization request, `?client=...&return_to=...&state=...&code_challenge=...`: the same flow,
 * and the same checks.
 * @returns undefined unless it is one
 */
export function shortRequest({ basePath, query }: HttpRequest): Reply | undefined {
  const { client, return_to: returnTo, ...rest } = query;
  if (client === undefined && returnTo === undefined) return undefined;
  return seeOther(
    withParameters(`${basePath}/otp/authorize`, {
      response_type: "code",
      scope: "openid",
      code_challenge_method: "S256",
      ...rest,
      client_id: client,
      redirect_uri: returnTo,
    }),
  );
}
