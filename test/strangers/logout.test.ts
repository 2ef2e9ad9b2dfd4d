import { createHash, randomBytes } from "node:crypto";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { type LogoutReceiver, startLogoutReceiver } from "../support/logout-receiver.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Issuer, startIssuer } from "./support/issuer.ts";
import { place, type Place, startSite } from "./support/site.ts";
import { freshRecipient, type Walker, walker } from "./support/walker.ts";
import { asForm, wire } from "./support/wire.ts";

const SECRET = randomBytes(32).toString("hex");
const ROOT = join(import.meta.dirname, "../..");
const LIBRARY = "express-openid-connect-told.js";
const NOBODY = '"nobody"';

let issuer: Issuer;
let library: Place;
let recipe: Place;
/** Another app, which is told as well. */
let witness: LogoutReceiver;

beforeAll(async () => {
  [library, recipe, witness] = [await place(), await place(), await startLogoutReceiver()];
  const secretSha256 = createHash("sha256").update(SECRET).digest("hex");
  const app = (id: string, home: string, backchannelLogoutUri: string) => ({
    ...{ id, name: id, secretSha256, backchannelLogoutUri },
    redirectUris: [`${home}/callback`],
  });
  issuer = await startIssuer({
    passcode: { resendAfterSeconds: 1 },
    clients: [
      app("library", library.home, `${library.home}/backchannel-logout`),
      app("recipe", recipe.home, `${recipe.home}/signed-out`),
      app("witness", recipe.home, witness.uri),
    ],
  });
});

const signOut = async (person: Walker) => {
  await person.submit(await person.open(`${issuer.url}/otp/session`), "form");
  await issuer.service.settled();
};
/** Our own record of what an app answered. */
const answered = () =>
  issuer.service.observed.filter(({ event }) => event === "back-channel-logout").map(({ fields }) => fields);

describe("a site by express-openid-connect, with backchannelLogout", () => {
  const signIn = async (person: Walker, email: string) => {
    await person.signIn(await person.open(`${library.home}/login`), email);
    // So that the same person may ask for a code once more.
    issuer.service.clock.advance(1);
  };
  const isKnown = async (person: Walker) => (await person.open(library.home)).text !== NOBODY;
  beforeAll(() => startSite(LIBRARY, issuer, library, { clientId: "library", clientSecret: SECRET }));

  it("takes our token, and no longer knows a person who has signed out here", async () => {
    const [person, other, email] = [walker(issuer), walker(issuer), freshRecipient()];
    await signIn(person, email);
    await signIn(other, freshRecipient());
    expect(await isKnown(person)).toBe(true);
    await signOut(person);
    expect(answered().at(-1)).toMatchObject({ outcome: "told", client: "library" });
    expect([await isKnown(person), await isKnown(other)]).toEqual([false, true]);
    await signIn(person, email);
    expect(await isKnown(person)).toBe(true);
  });

  // Its store remembers `sub` beside `sid`, as docs/clients.md says.
  it("no longer knows them in any other browser either, until they sign in there again", async () => {
    const [laptop, phone, email] = [walker(issuer), walker(issuer), freshRecipient()];
    for (const browser of [laptop, phone]) await signIn(browser, email);
    await signOut(laptop);
    expect([await isKnown(laptop), await isKnown(phone)]).toEqual([false, false]);
  });
});

describe("a site by the recipe of docs/clients.md", () => {
  beforeAll(async () => {
    const guide = readFileSync(join(ROOT, "docs/clients.md"), "utf8");
    const [, block = ""] = /^### Log out everywhere.*?^```js\n(.*?)^```$/ms.exec(guide) ?? [];
    expect(block).toContain("jwtVerify");
    const file = join(temporaryFolder(), "site.mjs");
    symlinkSync(join(ROOT, "test/strangers/node_modules"), join(file, "../node_modules"));
    const written = block
      .replaceAll("https://otp.example.com", issuer.url)
      .replaceAll('"waste-billing"', '"recipe"');
    writeFileSync(
      file,
      [
        'import express from "express";',
        'import { createRemoteJWKSet, jwtVerify } from "jose";',
        "const [app, ended] = [express(), []];",
        "const endSessionsOf = async (sid) => void ended.push(sid);",
        written,
        'app.get("/ended", (request, response) => void response.json(ended));',
        `app.listen(${recipe.port}, () => console.log("ready"));`,
      ].join("\n"),
    );
    await startSite(file, issuer, recipe);
  });
  const readEnded = async () => (await (await fetch(`${recipe.home}/ended`)).json()) as string[];
  /** Signs a person in to an app, which exchanges its code. @returns its ID token and access token */
  const tokensOf = async (person: Walker, client_id: string, email?: string) => {
    const redirect_uri = `${recipe.home}/callback`;
    const ask = new URLSearchParams({ response_type: "code", client_id, redirect_uri, scope: "openid" });
    const shown = await person.open(`${issuer.url}/otp/authorize?${ask.toString()}`);
    const back = shown.url.origin === issuer.url ? await person.signIn(shown, email) : shown;
    const code = back.url.searchParams.get("code") ?? "";
    const grant = { grant_type: "authorization_code", code, redirect_uri };
    const sent = asForm({ ...grant, client_id, client_secret: SECRET });
    const { text } = await wire(issuer.certificate)(`${issuer.url}/otp/token`, sent);
    return JSON.parse(text) as { readonly id_token: string; readonly access_token: string };
  };
  const told = async (logout_token: string) =>
    (await wire(issuer.certificate)(`${recipe.home}/signed-out`, asForm({ logout_token }))).status;

  it("ends the session that our token names", async () => {
    const person = walker(issuer);
    const { sid } = decodeJwt((await tokensOf(person, "recipe")).id_token);
    await signOut(person);
    expect(answered().at(-1)).toMatchObject({ outcome: "told", client: "recipe", sid });
    expect(await readEnded()).toEqual([sid]);
  });

  it("ends nothing by another token of ours, another app's, or a changed one", async () => {
    const person = walker(issuer);
    const { id_token, access_token } = await tokensOf(person, "recipe");
    await tokensOf(person, "witness");
    const before = (await readEnded()).length;
    await signOut(person);
    const others = witness.told.at(-1)?.fields.logout_token ?? "";
    expect(decodeJwt(others).aud).toBe("witness");
    const [head = "", , signature = ""] = others.split(".");
    const [, body = ""] = id_token.split(".");
    const mixed = [head, body, signature].join(".");
    for (const token of [id_token, access_token, others, mixed, ""]) expect(await told(token)).toBe(400);
    expect(await readEnded()).toHaveLength(before + 1);
  });
});
