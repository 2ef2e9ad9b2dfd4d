import type { HintReader } from "../signing/port.ts";
import { type AuthorizationRequest, reject, type Rejection } from "./authorization-request.ts";

/**
 * The request with the person whom its hint names. Only an ID token of ours that was made for this app counts: another one
 * would tell an attacker who is signed in, by whom the request would take.
 */
export async function expectPerson(
  hints: HintReader,
  request: AuthorizationRequest,
): Promise<{ readonly kind: "request"; readonly request: AuthorizationRequest } | Rejection> {
  const { client, idTokenHint, subject } = request;
  if (idTokenHint === undefined) return { kind: "request", request };
  const hint = await hints.read(idTokenHint);
  if (!hint)
    return reject(
      request,
      "invalid_request",
      "The id_token_hint is no ID token that this service remembers.",
    );
  if (hint.aud !== client.id)
    return reject(request, "invalid_request", "The id_token_hint was made for another app.");
  if (subject !== undefined && subject !== hint.sub)
    return reject(request, "invalid_request", "The id_token_hint and the claims name two people.");
  return { kind: "request", request: { ...request, subject: hint.sub } };
}
