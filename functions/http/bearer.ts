import type { HttpRequest } from "./request.ts";

/** The token of a request's `Authorization` header (RFC 6750). An address or a form would leave it in logs. */
export function bearerToken(request: HttpRequest): string | undefined {
  return /^Bearer +([\w.~+/=-]+)$/i.exec(request.header("authorization") ?? "")?.[1];
}
