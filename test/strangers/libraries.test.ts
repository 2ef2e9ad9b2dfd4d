import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Issuer, startIssuer } from "./support/issuer.ts";
import { place, type Place, startSite } from "./support/site.ts";
import { freshRecipient, type Shown, type Walker, walker } from "./support/walker.ts";

interface Library {
  readonly name: string;
  readonly file: string;
  /** Where the library has people come back to, if not `/callback`. */
  readonly callback?: string;
  /** Which page shows who is signed in. */
  readonly user?: string;
  /** From the library's own page to ours. */
  readonly begin?: (person: Walker, page: Shown) => Promise<Shown>;
  readonly settings?: object;
  /** What the page shows of the person, if not the e-mail. */
  readonly shows?: RegExp;
  readonly needs?: string;
}

/** Whatever has to be set beside endpoints and credentials stands in the site, and in docs/clients.md. */
const LIBRARIES: readonly Library[] = [
  { name: "openid-client 6", file: "openid-client-6.js" },
  { name: "openid-client 5", file: "openid-client-5.js" },
  { name: "oauth4webapi", file: "oauth4webapi.js" },
  { name: "passport-openidconnect", file: "passport-openidconnect.js" },
  { name: "express-openid-connect", file: "express-openid-connect.js", user: "/user" },
  { name: "express-openid-connect by form_post", file: "express-openid-connect-form.js", user: "/user" },
  {
    name: "Auth.js",
    file: "auth-js.js",
    callback: "/auth/callback/latchkey",
    begin: (person, page) => person.submit(page, "csrfToken"),
  },
  {
    name: "better-auth",
    file: "better-auth.js",
    callback: "/api/auth/callback/latchkey",
  },
  { name: "@hono/oidc-auth", file: "hono-oidc-auth.js", shows: /"sub":"[\w-]{22}"/ },
  { name: "arctic", file: "arctic.js" },
  {
    name: "Authlib",
    file: "authlib_site.py",
    needs: "/usr/lib/python3/dist-packages/authlib",
  },
];

/** Made as docs/clients.md has it: `openssl rand -hex 32`. */
const SECRET = randomBytes(32).toString("hex");
const places = new Map<string, Place>();
let issuer: Issuer;

beforeAll(async () => {
  for (const { name } of LIBRARIES) places.set(name, await place());
  issuer = await startIssuer({
    clients: LIBRARIES.map(({ name, file, callback = "/callback", settings }) => ({
      id: idOf(file),
      name,
      redirectUris: [homeOf(name) + callback],
      postLogoutRedirectUris: [`${homeOf(name)}/`, homeOf(name)],
      secretSha256: createHash("sha256").update(SECRET).digest("hex"),
      ...settings,
    })),
  });
});

const idOf = (file: string) => file.replace(/\.\w+$/, "");
const homeOf = (name: string) => places.get(name)?.home ?? "";

describe("a site that signs people in by", () => {
  for (const library of LIBRARIES) {
    const { name, file, user = "/", needs, begin, shows } = library;
    const here = needs === undefined || existsSync(needs);
    if (!here) console.warn(`${name} is not installed: skipped`);
    (here ? it : it.skip)(`${name}: knows who is there`, async () => {
      const site = places.get(name);
      if (!site) throw new Error("no place");
      await startSite(file, issuer, site, { clientId: idOf(file), clientSecret: SECRET });
      const person = walker(issuer);
      const email = freshRecipient();
      const first = await person.open(`${site.home}/login`);
      const asked = begin ? await begin(person, first) : first;
      await person.signIn(asked, email);
      const { text } = await person.open(site.home + user);
      expect(text).toMatch(shows ?? email);
    });
  }
});
