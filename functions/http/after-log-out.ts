import type { HttpRequest } from "./request.ts";

/**
 * Where a browser goes after the form that signs it out: to the page that says so, or back to the page that an app had sent it to,
 * with that page's parameters, which are checked there again. The first of them has the language of the second.
 */
export function afterLogOut({ basePath, body }: HttpRequest): string {
  const { back } = body as { readonly back?: unknown };
  const query = new URLSearchParams(typeof back === "string" ? back : "");
  if (query.has("post_logout_redirect_uri")) return `${basePath}/otp/end-session?${query.toString()}`;
  const locale = query.get("ui_locales");
  const shown = new URLSearchParams({ signed: "out", ...(locale !== null && { ui_locales: locale }) });
  return `${basePath}/otp/session?${shown.toString()}`;
}
