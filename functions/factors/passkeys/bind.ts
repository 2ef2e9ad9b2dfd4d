import type { Random } from "../../domain/ambient.ts";
import { type PasskeyBinding, verifierHash } from "../../domain/webauthn-challenge.ts";
import type { CookieJar } from "../../http/cookies.ts";
import { sameOrigin } from "../../http/guard.ts";
import type { HttpRequest } from "../../http/request.ts";

interface BindDependencies {
  readonly cookies: CookieJar;
  readonly publicUrl: string;
}

/** To whom a sign-in is bound: the client with the verifier, or else the browser on our own page, by its form cookie. */
export function boundTo(
  { cookies, publicUrl }: BindDependencies,
  request: HttpRequest,
  verifier: string | undefined,
): PasskeyBinding | undefined {
  if (verifier !== undefined) return { kind: "verifier", hash: verifierHash(verifier) };
  const cookie = cookies.read(request.header("cookie"), "form");
  if (cookie === undefined || sameOrigin(request, publicUrl) !== undefined) return undefined;
  return { kind: "browser", cookie };
}

/**
 * To whom a sign-in is to be bound, and the cookie that a browser gets where it has none: one that another site has sent
 * to our page holds nothing yet.
 */
export function bindTo(
  { cookies, publicUrl, random }: BindDependencies & { readonly random: Random },
  request: HttpRequest,
  hash: string | undefined,
): { readonly binding: PasskeyBinding; readonly cookies: readonly string[] } | undefined {
  if (hash !== undefined) return { binding: { kind: "verifier", hash }, cookies: [] };
  if (sameOrigin(request, publicUrl) !== undefined) return undefined;
  const held = cookies.read(request.header("cookie"), "form");
  const cookie = held ?? random(16).toString("base64url");
  return {
    binding: { kind: "browser", cookie },
    cookies: held === undefined ? [cookies.set("form", cookie)] : [],
  };
}
