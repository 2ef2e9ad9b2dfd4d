import type { HttpRequest } from "./request.ts";

/**
 * Where a browser goes after the form that signs it out: to the page that says so, or back to the page that an app had sent it to,
 * with that page's parameters, which are checked there again.
 */
export function afterLogOut({ basePath, body }: HttpRequest): string {
  const { back } = body as { readonly back?: unknown };
  if (typeof back !== "string" || back === "") return `${basePath}/otp/session?signed=out`;
  return `${basePath}/otp/end-session?${new URLSearchParams(back).toString()}`;
}
