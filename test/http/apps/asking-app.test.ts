import { beforeAll, describe, expect, it } from "@jest/globals";
import { APP, authorizeAddress, CALLBACK, NATIVE, pkce } from "../../support/app.ts";
import { hiddenOf, person, type Person, type Shown } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const LOGO = "data:image/png;base64,iVBORw0KGgo=";
const LOOKING = { ...APP, id: "looking", name: "Look & See", logo: LOGO, color: "#ffcc00" };
const PROGRAM = {
  ...NATIVE,
  id: "program",
  name: "The Program",
  redirectUris: ["http://127.0.0.1/callback"],
};

let service: TestService;
let serial = 0;
const { challenge } = pkce();
const somebody = () => `asked${++serial}@example.com`;
const address = (change: Record<string, string | undefined> = {}) => authorizeAddress(challenge, change);
const program = (change: Record<string, string> = {}) =>
  address({ client_id: PROGRAM.id, redirect_uri: "http://127.0.0.1:51234/callback", ...change });
/** Where the page's link back to the app leads. */
const backOf = ({ text }: Shown) => {
  const [, href = ""] = /href="([^"]+)"\s*>\s*Back to /.exec(text) ?? [];
  return href.replaceAll("&#38;", "&");
};
const answered = ({ leaves }: Shown) => ({
  to: leaves && leaves.origin + leaves.pathname,
  ...Object.fromEntries(leaves?.searchParams ?? []),
});

beforeAll(async () => {
  service = await startTestService({ clients: [APP, LOOKING, PROGRAM] });
});

describe("a person whom an app has sent to sign in", () => {
  it("reads whose sign-in it is on every page, and in the message", async () => {
    const recipient = somebody();
    const user = person(service);
    const asked = await user.open(address(), "cross-site");
    expect(asked.text).toContain("<h1>Sign in to The App</h1>");
    const sent = await user.ask(recipient, asked);
    expect(sent.text).toContain("Sign in to The App");
    const { text, html } = service.inbox.list(recipient)[0] ?? {};
    expect([text, html].map((part) => part?.includes("You are signing in to "))).toEqual([true, true]);
    expect(text).toContain("You are signing in to The App.");
  });

  it("comes back to the app by the link of an e-mail, as by typing its code", async () => {
    const strong = await startTestService({ clients: [APP], limits: { strong: "always" } });
    const user = person(strong);
    const recipient = somebody();
    await user.ask(recipient, await user.open(address(), "cross-site"));
    const [, told = ""] = /\/otp\/link#(\S+)/.exec(strong.inbox.list(recipient)[0]?.text ?? "") ?? [];
    const [name = "", code = "", resume = ""] = told.split(".");
    const page = await user.open("/otp/link", "none");
    const [, mark = ""] = new RegExp(`\\[&quot;${name}&quot;,&quot;([^&]+)&quot;\\]`).exec(page.text) ?? [];
    const back = await user.submit("/otp/verify", { ...hiddenOf(page), mark, code, resume });
    expect(answered(back)).toMatchObject({ to: CALLBACK, state: "s1" });
  });

  it("reads nothing of an app where none has sent them", async () => {
    const user = person(service);
    const recipient = somebody();
    expect((await user.open("/otp/request")).text).toContain("<h1>Sign in</h1>");
    expect((await user.ask(recipient)).text).not.toContain("Back to");
    const { text } = service.inbox.list(recipient)[0] ?? {};
    expect(text).not.toContain("You are signing in to");
  });

  it("goes back to the app without a sign-in, which is told so", async () => {
    const denied = { to: CALLBACK, error: "access_denied", state: "s1", iss: service.url };
    const user = person(service);
    const asked = await user.open(address(), "cross-site");
    expect(answered(await user.open(backOf(asked)))).toMatchObject(denied);
    const sent = await user.ask(somebody(), await user.open(address(), "cross-site"));
    expect(answered(await user.open(backOf(sent)))).toMatchObject(denied);
    // Nothing waits any more.
    expect((await user.open(backOf(sent))).leaves).toBeUndefined();
  });

  it("goes back from a code that is over, too", async () => {
    const user = person(service);
    const sent = await user.ask(somebody(), await user.open(address(), "cross-site"));
    service.clock.advance(301);
    const over = await user.open(sent.at);
    expect(over.text).toContain("Back to The App");
    expect(answered(await user.open(backOf(over)))).toMatchObject({ error: "access_denied" });
  });

  it("sees the app's logo and colour, with its name beside the logo", async () => {
    const user = person(service);
    const asked = await user.open(address({ client_id: LOOKING.id }), "cross-site");
    const sent = await user.ask(somebody(), asked);
    for (const { text } of [asked, sent]) {
      expect(text).toMatch(
        /<img src="data:image\/png;base64,iVBORw0KGgo=" alt="" height="28" \/>\s*<bdi>Look &#38; See</,
      );
      expect(text).toContain("--fill:#ffcc00");
    }
    expect((await user.open("/otp/request")).text).not.toContain(LOGO);
  });

  it("keeps a long request in another language", async () => {
    const user = person(service);
    const asked = await user.open(address({ state: "s".repeat(1900) }) + "&locale=fr", "cross-site");
    expect(asked.text).toContain("Se connecter à The App");
    const [back = ""] = /\/otp\/authorize\?[^"]*deny=1/.exec(asked.text.replaceAll("&#38;", "&")) ?? [];
    expect(answered(await user.open(back))).toMatchObject({ state: "s".repeat(1900) });
    // What another site's link says is kept once the person goes on in it.
    expect((await user.ask("lecteur@example.com", asked)).text).toContain('<html lang="fr"');
  });

  it("does not go back by a parameter without a value", async () => {
    const user = person(service);
    const asked = await user.open(`${address()}&deny=&resume=`, "cross-site");
    expect([asked.leaves, asked.text.includes("Sign in to The App")]).toEqual([undefined, true]);
  });

  it("is not led to an app by a link that somebody else made", async () => {
    const user = person(service);
    const asked = await user.open("/otp/request?resume=AAAAAAAA");
    expect(asked.text).not.toContain("Back to");
    expect((await user.open("/otp/authorize?resume=AAAAAAAA&deny=1")).leaves).toBeUndefined();
    const unknown = await user.open(address({ client_id: "unknown" }) + "&deny=1");
    expect([unknown.status, unknown.leaves]).toEqual([400, undefined]);
  });
});

describe("a program of the person's own device", () => {
  const signedIn = async (): Promise<Person> => {
    const user = person(service);
    await user.signIn(somebody());
    service.clock.advance(60);
    return user;
  };

  it("learns nothing of a running session before a click on a page that names it", async () => {
    const user = await signedIn();
    const asked = await user.open(program(), "cross-site");
    expect([asked.leaves, asked.status]).toEqual([undefined, 200]);
    expect(asked.text).toContain("<h1>Continue to The Program?</h1>");
    expect(asked.text).toMatch(/You are signed in as .*a\*\*\*@example\.com/s);
    const { leaves } = await user.submit("/otp/authorize", { ...hiddenOf(asked), consent: "yes" });
    expect(leaves?.href).toMatch(/^http:\/\/127\.0\.0\.1:51234\/callback\?code=[\w-]+&state=s1&iss=/);
  });

  it("is told where the person goes back", async () => {
    const asked = await (await signedIn()).open(program(), "cross-site");
    expect(backOf(asked)).toContain("deny=1");
    const user = await signedIn();
    expect(answered(await user.open(backOf(await user.open(program()))))).toMatchObject({
      to: "http://127.0.0.1:51234/callback",
      error: "access_denied",
    });
  });

  it("needs no click after a sign-in on the page that names it", async () => {
    const user = person(service);
    const asked = await user.open(program(), "cross-site");
    expect(asked.text).toContain("Sign in to The Program");
    expect(answered(await user.signIn(somebody(), asked))).toHaveProperty("code");
  });

  it.each([
    ["on the owner's own pages", () => "/otp/request"],
    ["to another app", () => address()],
  ])("gets no consent from a sign-in %s, however the browser comes back", async (_, elsewhere) => {
    const user = person(service);
    const sent = await user.ask(somebody(), await user.open(program(), "cross-site"));
    const { resume = "" } = hiddenOf(sent);
    const other = await user.open(elsewhere(), "cross-site");
    await user.signIn(somebody(), other);
    const back = await user.open(`/otp/authorize?resume=${resume}`);
    expect([back.leaves, back.text.includes("<h1>Continue to The Program?</h1>")]).toEqual([undefined, true]);
    const { leaves } = await user.submit("/otp/authorize", { ...hiddenOf(back), consent: "yes" });
    expect(leaves?.searchParams.has("code")).toBe(true);
  });

  it("asks in the language that it names", async () => {
    const user = await signedIn();
    const asked = await user.open(program({ ui_locales: "xx de" }), "cross-site");
    expect(asked.text).toContain("<h1>Weiter zu The Program?</h1>");
  });

  it("gets no click from another site, another browser or another person's form", async () => {
    const user = await signedIn();
    const fields = { ...hiddenOf(await user.open(program(), "cross-site")), consent: "yes" };
    const post = (headers: Record<string, string>, changed: Record<string, string> = {}) =>
      service.form("/otp/authorize", { ...fields, ...changed }, { accept: "text/html", ...headers });
    const cookie = [...user.cookies].map((pair) => pair.join("=")).join("; ");
    const other = await signedIn();
    const theirs = [...other.cookies].map((pair) => pair.join("=")).join("; ");
    const refused = await Promise.all([
      post({ cookie, "sec-fetch-site": "cross-site" }),
      post({ cookie, "sec-fetch-site": "same-origin" }, { form: "" }),
      post({ cookie: theirs, "sec-fetch-site": "same-origin" }),
    ]);
    for (const { status, headers } of refused) {
      expect(status).toBe(403);
      expect([headers.get("location"), headers.get("refresh")]).toEqual([null, null]);
    }
    // Sealed by us, or nothing.
    const forged = await post({ cookie, "sec-fetch-site": "same-origin" }, { waiting: "AQEAAAAAAAAA" });
    expect(forged.headers.get("refresh")).toBeNull();
  });

  it("is refused in silence", async () => {
    const user = await signedIn();
    expect(answered(await user.open(program({ prompt: "none" })))).toMatchObject({
      error: "interaction_required",
    });
  });

  it("gets no session that is too old, whatever was clicked", async () => {
    const user = await signedIn();
    const asked = await user.open(program({ max_age: "90" }), "cross-site");
    service.clock.advance(60);
    const later = await user.submit("/otp/authorize", { ...hiddenOf(asked), consent: "yes" });
    expect([later.leaves, later.text.includes('action="/otp/request"')]).toEqual([undefined, true]);
    // The way back is not lost with it.
    expect(answered(await user.open(backOf(later)))).toMatchObject({ error: "access_denied" });
  });
});
