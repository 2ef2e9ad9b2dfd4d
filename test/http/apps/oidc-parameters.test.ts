import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { authorizeAddress, CLIENTS, CONFIDENTIAL, pkce, tokenFields } from "../../support/app.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** As `openssl rand -base64` may make it, and then some. */
const ODD_SECRET = "a+b/c%zz d=";
const ODD = {
  id: "odd",
  name: "The Odd One",
  redirectUris: ["https://odd.example/callback"],
  secretSha256: createHash("sha256").update(ODD_SECRET).digest("hex"),
};
const PROGRAM = {
  id: "cli",
  name: "The Program",
  redirectUris: ["http://127.0.0.1/callback", "http://[::1]:8080/callback", "http://localhost:9/callback"],
};
const { verifier, challenge } = pkce();

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ clients: [...CLIENTS.clients, ODD, PROGRAM] });
});

/** Where the service sends a browser that is not signed in. */
const ask = async (change: Record<string, string | undefined>, more = "") => {
  const { status, headers, text } = await service.get(authorizeAddress(challenge, change) + more);
  const location = headers.get("location");
  const to = location === null ? undefined : new URL(location, service.url);
  return { status, to, text };
};
const errorOf = ({ to }: { to: URL | undefined }) => to?.searchParams.get("error");
const asksForAddress = ({ status, text }: { status: number; text: string }) =>
  status === 200 && text.includes('name="email"');

describe("a parameter without a value", () => {
  it.each([
    "prompt",
    "max_age",
    "response_mode",
    "request",
    "id_token_hint",
    "claims",
    "nonce",
    "ui_locales",
  ])("counts as left out: %s", async (name) => {
    expect(asksForAddress(await ask({ [name]: "" }))).toBe(true);
  });

  it("is missing where it is required", async () => {
    expect(errorOf(await ask({ response_type: "" }))).toBe("invalid_request");
  });
});

describe("a parameter that stands there twice", () => {
  it.each(["scope=openid", "nonce=1&nonce=1", "extra=1&extra=2"])("is refused: %s", async (more) => {
    expect(errorOf(await ask({}, `&${more}`))).toBe("invalid_request");
  });

  it("is told without the state where that one is unclear", async () => {
    const { to } = await ask({}, "&state=other");
    expect([to?.searchParams.get("error"), to?.searchParams.get("state")]).toEqual(["invalid_request", null]);
  });

  it.each(["client_id=app", "redirect_uri=https://app.example/callback"])(
    "sends the browser nowhere: %s",
    async (more) => {
      expect(await ask({}, `&${more}`)).toMatchObject({ status: 400, to: undefined });
    },
  );

  const form = { "content-type": "application/x-www-form-urlencoded" };

  it("is refused in a form of an app", async () => {
    const { status, body } = await service.post("/otp/token", "client_id=app&client_id=backend", form);
    expect([status, body.error]).toEqual([400, "invalid_request"]);
  });

  it("is refused when another site had the browser post it", async () => {
    const [, query = ""] = authorizeAddress(challenge).split("?");
    const { headers } = await service.post("/otp/authorize", `${query}&scope=openid`, form);
    const { headers: told } = await service.get(headers.get("location") ?? "");
    expect(new URL(told.get("location") ?? "").searchParams.get("error")).toBe("invalid_request");
  });
});

describe("the parameter claims", () => {
  const claims = (value: unknown) => ask({ claims: JSON.stringify(value) });

  it.each(["{", "[]", "1", '{"userinfo":1}'])("is refused where it cannot be read: %s", async (text) => {
    expect(errorOf(await ask({ claims: text }))).toBe("invalid_request");
  });

  it("is refused where it is longer than any wish", async () => {
    const long = (length: number) => ask({ claims: `{"userinfo":{}}`.padEnd(length) });
    expect(asksForAddress(await long(2048))).toBe(true);
    expect(errorOf(await long(2049))).toBe("invalid_request");
  });

  it.each([{ value: "latchkey:2" }, { values: ["a", "b"] }])(
    "is refused where no sign-in reaches what is essential: %j",
    async (wish) => {
      const told = await claims({ id_token: { acr: { essential: true, ...wish } } });
      expect(errorOf(told)).toBe("unmet_authentication_requirements");
    },
  );

  it.each([
    { essential: true, values: ["x", "latchkey:1"] },
    { value: "latchkey:2" },
    { essential: true },
    null,
  ])("is taken where a sign-in will do: %j", async (acr) => {
    expect(asksForAddress(await claims({ id_token: { acr } }))).toBe(true);
  });

  it("asks for single claims as a scope does", async () => {
    const user = person(service);
    const wish = JSON.stringify({ userinfo: { email: null } });
    await user.open(authorizeAddress(challenge, { claims: wish }));
    const { leaves } = await user.signIn("claims@example.com");
    const code = leaves?.searchParams.get("code") ?? "";
    const { body } = await service.form("/otp/token", tokenFields(code, verifier));
    const headers = { authorization: `Bearer ${String(body.access_token)}` };
    expect((await service.get("/otp/userinfo", headers)).body).toMatchObject({ email: "claims@example.com" });
    const [, middle = ""] = String(body.id_token).split(".");
    expect(JSON.parse(Buffer.from(middle, "base64url").toString())).toMatchObject({ acr: "latchkey:1" });
  });
});

describe("the languages that an app names", () => {
  it.each([
    ["xx de-CH en", "de"],
    ["fr", "fr"],
    ["xx", "en"],
  ])("choose the page's where it is known: %s", async (ui_locales, locale) => {
    expect((await ask({ ui_locales })).text).toContain(`<html lang="${locale}"`);
  });

  it("are announced", async () => {
    const { body } = await service.get("/.well-known/openid-configuration");
    expect(body.ui_locales_supported).toEqual(expect.arrayContaining(["en", "de", "ar", "zh"]));
    expect(body.acr_values_supported).toEqual(["latchkey:1"]);
  });
});

describe("a secret by HTTP Basic", () => {
  let serial = 0;
  const exchange = async (pair: string) => {
    const user = person(service);
    const redirect_uri = ODD.redirectUris[0] ?? "";
    await user.open(authorizeAddress(challenge, { client_id: ODD.id, redirect_uri }));
    const { leaves } = await user.signIn(`odd${++serial}@example.com`);
    const code = leaves?.searchParams.get("code") ?? "";
    const fields = tokenFields(code, verifier, { client_id: undefined, redirect_uri });
    const authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
    return (await service.form("/otp/token", fields, { authorization })).status;
  };

  it.each([
    ["encoded, as RFC 6749 has it", encodeURIComponent(ODD_SECRET), 200],
    ["as it is, as many libraries send it", ODD_SECRET, 200],
    ["encoded twice", encodeURIComponent(encodeURIComponent(ODD_SECRET)), 401],
    ["not at all", "", 401],
  ])("is read %s", async (_, sent, status) => {
    expect(await exchange(`${ODD.id}:${sent}`)).toBe(status);
  });
});

describe("the address of a program on the person's own machine", () => {
  const open = (redirect_uri: string, more: Record<string, string> = {}) =>
    ask({ client_id: PROGRAM.id, redirect_uri, ...more });

  it.each([
    "http://127.0.0.1/callback",
    "http://127.0.0.1:51234/callback",
    "http://[::1]:51234/callback",
    "http://[::1]/callback",
    "http://localhost:9/callback",
  ])("may have another port: %s", async (address) => {
    expect(asksForAddress(await open(address))).toBe(true);
  });

  it.each([
    "http://localhost:51234/callback",
    "http://127.0.0.1:51234/other",
    "http://127.0.0.1:51234/callback/",
    "http://127.0.0.1:51234/callback?more=1",
    "http://127.0.0.1:51234/callback#part",
    "https://127.0.0.1:51234/callback",
    "http://127.0.0.2:51234/callback",
    "http://127.1:51234/callback",
    "http://127.0.0.1:99999/callback",
    "http://127.0.0.1:1@evil.example/callback",
    "http://127.0.0.1.evil.example/callback",
    "http://127.0.0.1:51234\\@evil.example/callback",
    "com.example.app:/callback",
  ])("is refused where anything else differs: %s", async (address) => {
    expect(await open(address)).toMatchObject({ status: 400, to: undefined });
  });

  it("is sent nothing of a running session, since any program could ask", async () => {
    const user = person(service);
    await user.signIn("local@example.com");
    service.clock.advance(60);
    const address = (change: Record<string, string>) =>
      authorizeAddress(challenge, {
        client_id: PROGRAM.id,
        redirect_uri: "http://127.0.0.1:51234/callback",
        ...change,
      });
    expect((await user.open(address({ prompt: "none" }))).leaves?.searchParams.get("error")).toBe(
      "interaction_required",
    );
    const shown = await user.open(address({}));
    expect([shown.leaves, shown.at]).toEqual([undefined, expect.stringMatching(/^\/otp\/authorize/)]);
    const { leaves } = await user.submit("/otp/authorize", { ...hiddenOf(shown), consent: "yes" });
    expect(leaves?.host).toBe("127.0.0.1:51234");
    expect(leaves?.searchParams.get("code")).toMatch(/./);
  });

  it("is as any other for an app with a secret", async () => {
    const user = person(service);
    await user.signIn("secret@example.com");
    const [redirect_uri = ""] = CONFIDENTIAL.redirectUris;
    const { leaves } = await user.open(
      authorizeAddress(challenge, { client_id: CONFIDENTIAL.id, redirect_uri }),
    );
    expect(leaves?.searchParams.has("code")).toBe(true);
  });
});

describe("a window that an app has opened", () => {
  it("stays in the app's hands: no answer cuts it off", async () => {
    const pages = [authorizeAddress(challenge), "/otp/request", "/otp/verify", "/otp/session"];
    for (const path of pages)
      expect((await service.get(path)).headers.get("cross-origin-opener-policy")).toBeNull();
  });
});
