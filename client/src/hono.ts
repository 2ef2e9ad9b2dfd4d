import { checkBearer, keepClaims } from "./bearer.ts";
import type { VerifyOptions } from "./verify-token.ts";

export { claimsOf } from "./bearer.ts";
export type { TokenClaims, VerifyOptions } from "./verify-token.ts";

/** What the check needs of Hono's context; Hono itself is not imported. */
export interface ContextLike {
  readonly req: { header(name: string): string | undefined };
}

/** Middleware that lets only requests with a good token pass; `claimsOf(context)` then says whose it is. */
export function requireToken(
  options: VerifyOptions,
): (context: ContextLike, next: () => Promise<void>) => Promise<Response | undefined> {
  return async (context, next) => {
    const checked = await checkBearer(context.req.header("authorization"), options);
    if (!checked.ok) return new Response(checked.body, { status: checked.status, headers: checked.headers });
    keepClaims(context, checked.claims);
    await next();
    return undefined;
  };
}
