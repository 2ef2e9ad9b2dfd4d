/**
 * The cookies of the service by what they carry; `challenge` are the open challenges of a browser; `typed` are the
 * addresses that were typed for them; `waiting` are apps' requests, until the user has signed in; `flash` is what the
 * next page says once; `locale` is a chosen language; `known` is what the recipients who signed in here are known by;
 * `factor` says that codes were right here whose second factors are waited for; `enrolment` is an authenticator that is
 * being set up; `desk` is an admin's sign-in to the desk, `desk-step` how far one has come, and `desk-known` what admins
 * are known by who signed in to the desk here.
 */
export type CookieName =
  | "session"
  | "challenge"
  | "form"
  | "waiting"
  | "flash"
  | "locale"
  | "typed"
  | "known"
  | "factor"
  | "enrolment"
  | "desk"
  | "desk-step"
  | "desk-known";

/** Those that no other site's link may bring along either. */
const STRICT: ReadonlySet<CookieName> = new Set(["desk", "desk-step", "desk-known"]);

/** Parts the texts of a list: no base64url has it. */
const BETWEEN = ".";

/** How a stage names its cookies; over plain HTTP, on localhost only, neither the prefix nor `Secure` is possible. */
export interface CookieJar {
  read(header: string | undefined, name: CookieName): string | undefined;
  /** @param maxAgeSeconds absent: until the browser closes */
  set(name: CookieName, value: string, maxAgeSeconds?: number): string;
  clear(name: CookieName): string;
  /** The texts that a cookie holds side by side, base64url each. */
  list(header: string | undefined, name: CookieName): readonly string[];
  /** The cookie with these texts; without any it ends. */
  setList(name: CookieName, texts: readonly string[], maxAgeSeconds: number): string;
}

/**
 * `__Host-` binds a cookie to this very host, without subdomains and over TLS only (RFC 6265bis, 4.1.3.2).
 * @param publicUrl where the service is reached; `http:` is the local service
 */
export function cookieJar(publicUrl: string): CookieJar {
  const secure = !publicUrl.startsWith("http:");
  const nameOf = (name: CookieName) => `${secure ? "__Host-" : "latchkey-"}${name}`;
  const write = (name: CookieName, value: string, maxAge: string) =>
    `${nameOf(name)}=${value}; Path=/; HttpOnly; SameSite=${STRICT.has(name) ? "Strict" : "Lax"}${secure ? "; Secure" : ""}${maxAge}`;
  const jar: CookieJar = {
    read(header, name) {
      const prefix = `${nameOf(name)}=`;
      const pair = header?.split(/; */).find((part) => part.startsWith(prefix));
      return pair?.slice(prefix.length) || undefined;
    },
    set: (name, value, maxAgeSeconds) =>
      write(name, value, maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`),
    clear: (name) => write(name, "", "; Max-Age=0"),
    list: (header, name) => jar.read(header, name)?.split(BETWEEN) ?? [],
    setList: (name, texts, maxAgeSeconds) =>
      texts.length === 0 ? jar.clear(name) : jar.set(name, texts.join(BETWEEN), maxAgeSeconds),
  };
  return jar;
}
