import type { CookieJar } from "../../http/cookies.ts";
import { invalidRequest, isProblem, type Problem } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import { ownCredential } from "../own-credential.ts";
import type { EnrollerProof } from "./enroller.ts";

type Fields = Partial<Readonly<Record<"challengeId" | "factorToken", string | undefined>>>;

/** The sign-in that a body names, by both of its fields; undefined where it names none. */
export function signInProof({
  challengeId,
  factorToken,
}: Fields): Exclude<EnrollerProof, { readonly credential: unknown }> | Problem | undefined {
  if (challengeId !== undefined && factorToken !== undefined) return { challengeId, factorToken };
  if (challengeId !== undefined) return missing("factorToken", "the right code");
  return factorToken === undefined ? undefined : missing("challengeId", "your request");
}

/** Who a caller says enrols: a challenge is named by its body alone, so no cookie rides on it. */
export function enrollerProof(
  services: { readonly cookies: CookieJar; readonly publicUrl: string },
  request: HttpRequest,
  body: Fields,
): EnrollerProof | Problem {
  const signIn = signInProof(body);
  if (signIn) return signIn;
  const own = ownCredential(services, request);
  return isProblem(own) ? own : { credential: own.value };
}

function missing(path: string, answered: string): Problem {
  return invalidRequest([{ path, message: `Give the ${path} of the answer to ${answered}.` }]);
}
