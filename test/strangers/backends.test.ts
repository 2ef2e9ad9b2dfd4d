import { createHash, randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { hasApache, startApache } from "./support/apache.ts";
import { type Issuer, startIssuer } from "./support/issuer.ts";
import { place, type Place, startSite } from "./support/site.ts";
import { freshRecipient, walker } from "./support/walker.ts";
import { asForm, wire } from "./support/wire.ts";

const SECRET = randomBytes(32).toString("hex");
const APP = { id: "app", name: "The App", redirectUris: ["https://app.example/callback"] };
const secretSha256 = createHash("sha256").update(SECRET).digest("hex");

let issuer: Issuer;
let members: Place;
beforeAll(async () => {
  members = await place();
  const apache = { id: "apache", name: "Members", redirectUris: [`${members.home}/callback`] };
  issuer = await startIssuer({
    clients: [
      { ...APP, secretSha256 },
      { ...apache, secretSha256 },
    ],
  });
});

/** The access token that an app is given. */
async function appToken(): Promise<string> {
  const person = walker(issuer);
  const [redirect_uri = ""] = APP.redirectUris;
  const ask = new URLSearchParams({
    response_type: "code",
    client_id: APP.id,
    redirect_uri,
    scope: "openid",
  });
  const back = await person.signIn(await person.open(`${issuer.url}/otp/authorize?${ask.toString()}`));
  const code = back.url.searchParams.get("code") ?? "";
  const grant = { grant_type: "authorization_code", code, redirect_uri };
  const sent = asForm({ ...grant, client_id: APP.id, client_secret: SECRET });
  const { text } = await wire(issuer.certificate)(`${issuer.url}/otp/token`, sent);
  return (JSON.parse(text) as { readonly access_token: string }).access_token;
}

describe.each(["aws-jwt-verify.js", "express-oauth2-jwt-bearer.js"])(
  "a backend that checks by %s",
  (file) => {
    it("takes a token that was made for it, and no other", async () => {
      const token = await appToken();
      const { aud } = decodeJwt(token);
      const here = await place();
      await startSite(file, issuer, here, { audience: String(aud) });
      const asked = (bearer: string) => fetch(here.home, { headers: { authorization: `Bearer ${bearer}` } });
      const answer = await asked(token);
      expect([answer.status, await answer.json()]).toMatchObject([
        200,
        { iss: issuer.url, client_id: APP.id },
      ]);
      const [head = "", body = ""] = token.split(".");
      expect((await asked(`${head}.${body}.${"A".repeat(342)}`)).status).toBe(401);
      const elsewhere = await place();
      await startSite(file, issuer, elsewhere, { audience: "another" });
      const refused = await fetch(elsewhere.home, { headers: { authorization: `Bearer ${token}` } });
      expect(refused.status).toBe(401);
    });
  },
);

if (!hasApache) console.warn("Apache's mod_auth_openidc is not installed: skipped");
(hasApache ? describe : describe.skip)("a site behind Apache's mod_auth_openidc", () => {
  it("is shown to people who have signed in", async () => {
    const readErrors = await startApache(issuer, members, { id: "apache", secret: SECRET });
    const person = walker(issuer);
    const email = freshRecipient();
    const first = await person.open(`${members.home}/`);
    if (first.status !== 200) throw new Error(readErrors());
    const shown = await person.signIn(first, email);
    if (shown.status !== 200) throw new Error(readErrors());
    expect([shown.status, shown.headers.get("x-email")]).toEqual([200, email]);
  });
});
