import type { CookieJar } from "../http/cookies.ts";
import { readCredential } from "../http/credential.ts";
import { sameOrigin } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import type { HttpRequest } from "../http/request.ts";

/** What a caller shows to see or change its factors; refused where a browser's cookie comes from another site's page. */
export function ownCredential(
  { cookies, publicUrl }: { readonly cookies: CookieJar; readonly publicUrl: string },
  request: HttpRequest,
): { readonly value: string | undefined } | Problem {
  const credential = readCredential(cookies, request);
  const foreign = credential?.fromCookie === true ? sameOrigin(request, publicUrl) : undefined;
  return foreign ?? { value: credential?.value };
}
