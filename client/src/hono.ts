import { type CheckOptions, checkBearer, keepClaims } from "./bearer.ts";

export { claimsOf } from "./bearer.ts";
export type { CheckOptions, RefusalFault, RefusingOptions } from "./bearer.ts";
export type { TokenClaims, TokenFault, Transaction, VerifyOptions } from "./verify-token.ts";

/** What the check needs of Hono's context; Hono itself is not imported. */
export interface ContextLike {
  readonly req: { header(name: string): string | undefined };
}

/** Middleware that lets only requests with a good token pass; `claimsOf(context)` then says whose it is. */
export function requireToken<Context extends ContextLike = ContextLike>(
  options: CheckOptions<Context>,
): (context: Context, next: () => Promise<void>) => Promise<Response | undefined> {
  return async (context, next) => {
    const checked = await checkBearer(context.req.header("authorization"), options, context);
    if (!checked.ok) return new Response(checked.body, { status: checked.status, headers: checked.headers });
    keepClaims(context, checked.claims);
    await next();
    return undefined;
  };
}
