import { claimedNonce } from "../domain/challenge-id.ts";
import { PROVED_SECONDS } from "../domain/challenge.ts";
import { claimedReferenceNonce } from "../domain/reference.ts";
import type { CookieJar } from "./cookies.ts";
import { MOST_CHALLENGES } from "./held-challenges.ts";
import type { HttpRequest } from "./request.ts";

interface HeldTokensDependencies {
  readonly cookies: CookieJar;
}

/**
 * What this browser shows for a challenge whose code was right, so that it may give the second factor. What it says is
 * believed where it is used.
 */
export function heldFactorToken(
  services: HeldTokensDependencies,
  request: HttpRequest,
  challengeId: string,
): string | undefined {
  const nonce = claimedNonce(challengeId);
  return nonce === undefined
    ? undefined
    : heldTokens(services, request).find((token) => claimedReferenceNonce(token) === nonce);
}

/** The cookie once a code was right here; those of other tabs stay. */
export function holdFactorToken(
  services: HeldTokensDependencies,
  request: HttpRequest,
  token: string,
): string {
  const others = heldTokens(services, request).filter((other) => other !== token);
  const held = [token, ...others].slice(0, MOST_CHALLENGES);
  return services.cookies.setList("factor", held, PROVED_SECONDS);
}

/** The cookie once a challenge is over; none where the browser holds nothing for it. */
export function dropFactorToken(
  services: HeldTokensDependencies,
  request: HttpRequest,
  challengeId: string,
): readonly string[] {
  const token = heldFactorToken(services, request, challengeId);
  if (token === undefined) return [];
  const others = heldTokens(services, request).filter((other) => other !== token);
  return [services.cookies.setList("factor", others, PROVED_SECONDS)];
}

function heldTokens({ cookies }: HeldTokensDependencies, request: HttpRequest): readonly string[] {
  return cookies.list(request.header("cookie"), "factor");
}
