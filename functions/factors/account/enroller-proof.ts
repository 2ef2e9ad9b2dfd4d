import type { CookieJar } from "../../http/cookies.ts";
import { isProblem, type Problem } from "../../http/problem.ts";
import type { HttpRequest } from "../../http/request.ts";
import { ownCredential } from "../own-credential.ts";
import type { EnrollerProof } from "./enroller.ts";

/** Who a caller says enrols: a challenge is named by its body alone, so no cookie rides on it. */
export function enrollerProof(
  services: { readonly cookies: CookieJar; readonly publicUrl: string },
  request: HttpRequest,
  challengeId: string | undefined,
): EnrollerProof | Problem {
  if (challengeId !== undefined) return { challengeId };
  const own = ownCredential(services, request);
  return isProblem(own) ? own : { credential: own.value };
}
