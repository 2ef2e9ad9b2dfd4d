import * as z from "zod/mini";
import { FIRST_PARTY } from "../domain/first-party.ts";
import { color, logo, shownName } from "./brand.ts";

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

const client = z
  .strictObject({
    id: z.string().check(z.regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits, dots and dashes")),
    /** What people know the app by. */
    name: shownName,
    /** Stands with its name above the pages of a sign-in to it, in place of the owner's own. */
    logo: z.optional(logo),
    /** The colour of buttons on those pages, in place of `brand.color`. */
    color: z.optional(color),
    /** Where people may be sent back to, letter by letter. */
    redirectUris: addresses.check(z.minLength(1)),
    postLogoutRedirectUris: z._default(addresses, []),
    /** SHA-256 of the app's secret, in hex; an app without one cannot keep a secret, and is known by PKCE alone. */
    secretSha256: z.optional(
      z.string().check(z.regex(/^[\da-f]{64}$/, "must be 64 hex digits in small letters")),
    ),
    /** Whether a code is given for a `code_challenge` alone; optional by default where there is a secret. */
    pkce: z.optional(z.enum(["required", "optional"])),
    /** Whether it gets refresh tokens, and may ask for `offline_access`. */
    refresh: z._default(z.boolean(), false),
    /** Whom its access tokens are for: its backend's name, or "first-party" for the owner's own API. @default the issuer */
    audience: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
    /** Whether its ID tokens tell the proven address, as its scope allows. */
    idTokenClaims: z._default(z.boolean(), false),
    /** Where its server is told that a session is over (OpenID Connect Back-Channel Logout 1.0). */
    backchannelLogoutUri: z.optional(
      z.string().check(
        z.refine((text) => isReturnAddress(text) && /^https?:/.test(text), {
          error: "must be an https address, or http on localhost for the service on this machine",
        }),
      ),
    ),
  })
  .check(
    z.refine(({ pkce, secretSha256 }) => pkce !== "optional" || secretSha256 !== undefined, {
      path: ["pkce"],
      error: "must be required for an app without a secret: nothing else shows that a code is its own",
    }),
  );

export type Client = z.infer<typeof client>;

/** What would make one kind of token pass for another. */
function audienceFaults(all: readonly Client[], ownAudience: string) {
  return all.flatMap(({ id, audience }, index) => {
    const fault = (name: string, message: string) => [{ path: ["clients", index, name], message }];
    if (id === FIRST_PARTY)
      return fault("id", `must not be "${FIRST_PARTY}": tokens of your own API are called so`);
    if (audience === undefined || audience === FIRST_PARTY) return [];
    if (all.some((one) => one.id === audience))
      return fault(
        "audience",
        "must not be the id of an app: its ID tokens and these access tokens would pass for each other",
      );
    if (audience === ownAudience)
      return fault(
        "audience",
        `must not be session.audience: these tokens would open your own API; write "${FIRST_PARTY}" if you want that`,
      );
    return [];
  });
}

/** Tells whom access tokens of apps are for where that opens more than it should. */
export const audiences = z.check<{
  readonly clients: readonly Client[];
  readonly session: { readonly audience: string };
}>(({ value: { clients: all, session }, issues }) => {
  for (const { path, message } of audienceFaults(all, session.audience))
    issues.push({ code: "custom", input: all, path, message });
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
