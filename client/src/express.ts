import { type CheckOptions, checkBearer, keepClaims } from "./bearer.ts";

export { claimsOf } from "./bearer.ts";
export type { CheckOptions, RefusalFault, RefusingOptions } from "./bearer.ts";
export type { TokenClaims, TokenFault, Transaction, VerifyOptions } from "./verify-token.ts";

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
export function requireToken<Request extends RequestLike = RequestLike>(
  options: CheckOptions<Request>,
): (request: Request, response: ResponseLike, next: (error?: unknown) => void) => Promise<void> {
  return async (request, response, next) => {
    const checked = await checkBearer(request.headers.authorization, options, request).catch(
      // Express 4 waits for no promise: what the search for the transaction throws would end the process.
      (error: unknown) => ({ error }),
    );
    if ("error" in checked) {
      next(checked.error);
      return;
    }
    if (!checked.ok) {
      response.writeHead(checked.status, { ...checked.headers });
      response.end(checked.body);
      return;
    }
    keepClaims(request, checked.claims);
    next();
  };
}
