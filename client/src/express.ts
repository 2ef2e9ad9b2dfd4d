import { checkBearer, keepClaims } from "./bearer.ts";
import type { VerifyOptions } from "./verify-token.ts";

export { claimsOf } from "./bearer.ts";
export type { TokenClaims, VerifyOptions } from "./verify-token.ts";

/** What the check needs of Express's request; Express itself is not imported. */
export interface RequestLike {
  readonly headers: { readonly authorization?: string | undefined };
}

/** What the check needs of Express's response, which is Node's own. */
export interface ResponseLike {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

/** Middleware that lets only requests with a good token pass; `claimsOf(request)` then says whose it is. */
export function requireToken(
  options: VerifyOptions,
): (request: RequestLike, response: ResponseLike, next: (error?: unknown) => void) => Promise<void> {
  return async (request, response, next) => {
    const checked = await checkBearer(request.headers.authorization, options);
    if (!checked.ok) {
      response.writeHead(checked.status, { ...checked.headers });
      response.end(checked.body);
      return;
    }
    keepClaims(request, checked.claims);
    next();
  };
}
