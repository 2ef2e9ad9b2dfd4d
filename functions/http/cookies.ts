/**
 * The cookies of the service by what they carry; `waiting` is an app's request, until the user has signed in; `locale`
 * is a chosen language.
 */
export type CookieName = "session" | "challenge" | "form" | "waiting" | "locale";

/** How a stage names its cookies; over plain HTTP, on localhost only, neither the prefix nor `Secure` is possible. */
export interface CookieJar {
  read(header: string | undefined, name: CookieName): string | undefined;
  /** @param maxAgeSeconds absent: until the browser closes */
  set(name: CookieName, value: string, maxAgeSeconds?: number): string;
  clear(name: CookieName): string;
}

/**
 * `__Host-` binds a cookie to this very host, without subdomains and over TLS only (RFC 6265bis, 4.1.3.2).
 * @param publicUrl where the service is reached; `http:` is the local service
 */
export function cookieJar(publicUrl: string): CookieJar {
  const secure = !publicUrl.startsWith("http:");
  const nameOf = (name: CookieName) => `${secure ? "__Host-" : "latchkey-"}${name}`;
  const write = (name: CookieName, value: string, maxAge: string) =>
    `${nameOf(name)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}${maxAge}`;
  return {
    read(header, name) {
      const prefix = `${nameOf(name)}=`;
      const pair = header?.split(/; */).find((part) => part.startsWith(prefix));
      return pair?.slice(prefix.length) || undefined;
    },
    set: (name, value, maxAgeSeconds) =>
      write(name, value, maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`),
    clear: (name) => write(name, "", "; Max-Age=0"),
  };
}
