import type { CookieJar } from "../../http/cookies.ts";
import { invalidRequest, isProblem, type Problem } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import { ownCredential } from "../own-credential.ts";
import type { EnrollerProof } from "./enroller.ts";

/** Who a caller says enrols: a challenge is named by its body alone, so no cookie rides on it. */
export function enrollerProof(
  services: { readonly cookies: CookieJar; readonly publicUrl: string },
  request: HttpRequest,
  { challengeId, factorToken }: Partial<Readonly<Record<"challengeId" | "factorToken", string | undefined>>>,
): EnrollerProof | Problem {
  if (challengeId !== undefined && factorToken !== undefined) return { challengeId, factorToken };
  if (challengeId !== undefined) return missing("factorToken", "the right code");
  if (factorToken !== undefined) return missing("challengeId", "your request");
  const own = ownCredential(services, request);
  return isProblem(own) ? own : { credential: own.value };
}

function missing(path: string, answered: string): Problem {
  return invalidRequest([{ path, message: `Give the ${path} of the answer to ${answered}.` }]);
}
