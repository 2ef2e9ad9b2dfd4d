import * as z from "zod/mini";

/** The hosts of a program on the user's own machine, whose plain HTTP never leaves it (RFC 8252, 8.3). */
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** A private-use scheme is a domain name turned round (RFC 8252, 7.1), so never `javascript:` or `data:`. */
const PRIVATE_SCHEME = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/;

function isReturnAddress(text: string): boolean {
  const url = /^[\x21-\x7e]{1,500}$/.test(text) && !text.includes("#") ? URL.parse(text) : null;
  if (url?.username !== "" || url.password !== "") return false;
  if (url.protocol === "http:") return LOOPBACK.has(url.hostname);
  return url.protocol === "https:" || PRIVATE_SCHEME.test(url.protocol);
}

const addresses = z.array(
  z.string().check(
    z.refine(isReturnAddress, {
      error: "must be an https address, http on localhost, or of a scheme like com.example.app:/cb",
    }),
  ),
);

const client = z.strictObject({
  id: z.string().check(z.regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits, dots and dashes")),
  /** What people know the app by. */
  name: z.string().check(z.regex(/^[^\p{Cc}]{1,40}$/u, "must be 1 to 40 printable characters")),
  /** Where people may be sent back to, letter by letter. */
  redirectUris: addresses.check(z.minLength(1)),
  postLogoutRedirectUris: z._default(addresses, []),
  /** SHA-256 of the app's secret, in hex; an app without one cannot keep a secret, and is known by PKCE alone. */
  secretSha256: z.optional(
    z.string().check(z.regex(/^[\da-f]{64}$/, "must be 64 hex digits in small letters")),
  ),
});

/** The apps that people sign in to through the pages (OAuth's clients). */
export const clients = z._default(
  z.array(client).check(
    z.refine((all) => new Set(all.map(({ id }) => id)).size === all.length, {
      error: "each needs an id of its own",
    }),
  ),
  [],
);
