import type { CookieJar } from "../http/cookies.ts";
import { heldFactorToken } from "../http/held-factor-tokens.ts";
import { markedChallenge } from "../http/held-challenges.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Keys } from "../keys/port.ts";
import type { ProvedSignIn } from "./proved-challenge.ts";

/** The sign-in of this browser that a mark names, if its code was right here. */
export async function provedHere(
  services: { readonly keys: Pick<Keys, "current" | "find">; readonly cookies: CookieJar },
  request: HttpRequest,
  mark: unknown,
): Promise<ProvedSignIn | undefined> {
  const challengeId = await markedChallenge(services, request, mark);
  if (challengeId === undefined) return undefined;
  const factorToken = heldFactorToken(services, request, challengeId);
  return factorToken === undefined ? undefined : { challengeId, factorToken };
}
