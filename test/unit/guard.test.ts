import { describe, expect, it } from "@jest/globals";
import { cookieJar } from "../../functions/http/cookies.ts";
import { FORM_FIELD, formToken, guardForm, sameOrigin } from "../../functions/http/guard.ts";
import type { Keys } from "../../functions/keys/port.ts";
import { keyNamed, requestWith } from "./builders.ts";

const DEPLOYED = "https://id.example/prod";
const LOCAL = "http://localhost:3000";

type Headers = Record<string, string>;

describe.each<[string, string, Headers, boolean]>([
  ["our own page", DEPLOYED, { "sec-fetch-site": "same-origin", origin: "https://id.example" }, true],
  ["our own page without an origin", DEPLOYED, { "sec-fetch-site": "same-origin" }, true],
  ["another site", DEPLOYED, { "sec-fetch-site": "cross-site", origin: "https://evil.example" }, false],
  [
    "a neighbour's subdomain",
    DEPLOYED,
    { "sec-fetch-site": "same-site", origin: "https://x.id.example" },
    false,
  ],
  ["a bookmark or the address line", DEPLOYED, { "sec-fetch-site": "none" }, false],
  [
    "another site that has our origin",
    DEPLOYED,
    { "sec-fetch-site": "cross-site", origin: "https://id.example" },
    false,
  ],
  ["an old browser on our page", DEPLOYED, { origin: "https://id.example" }, true],
  ["an old browser on another site", DEPLOYED, { origin: "https://evil.example" }, false],
  ["our host over plain HTTP", DEPLOYED, { origin: "http://id.example" }, false],
  ["our host at another port", DEPLOYED, { origin: "https://id.example:8443" }, false],
  ["a host that starts like ours", DEPLOYED, { origin: "https://id.example.evil.example" }, false],
  ["our URL instead of our origin", DEPLOYED, { origin: "https://id.example/prod" }, false],
  ["a sandboxed frame", DEPLOYED, { origin: "null" }, false],
  [
    "a host header that fits a foreign origin",
    DEPLOYED,
    { origin: "https://evil.example", host: "evil.example" },
    false,
  ],
  ["a client that says nothing", DEPLOYED, {}, false],
  ["a client that says an empty origin", DEPLOYED, { origin: "" }, false],
  ["localhost by its name", LOCAL, { origin: "http://localhost:3000", host: "localhost:3000" }, true],
  ["localhost by its number", LOCAL, { origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" }, true],
  ["another port of localhost", LOCAL, { origin: "http://localhost:8080", host: "localhost:3000" }, false],
  ["another site, on localhost", LOCAL, { origin: "https://evil.example", host: "localhost:3000" }, false],
])("a state change from %s", (_, publicUrl, headers, allowed) => {
  it(allowed ? "is let through" : "is refused as foreign", () => {
    const outcome = sameOrigin(requestWith(headers), publicUrl);
    if (allowed) expect(outcome).toBeUndefined();
    else expect(outcome).toMatchObject({ name: "forbidden-origin", status: 403 });
  });
});

const cookies = cookieJar(DEPLOYED);

const keys = {
  current: () => Promise.resolve({ kid: 2, key: keyNamed("2") }),
  find: (_: string, kid: number) =>
    Promise.resolve(kid === 1 || kid === 2 ? { kid, key: keyNamed(String(kid)) } : undefined),
} as unknown as Keys;

const random = (bytes: number) => Buffer.alloc(bytes, 7);
const own = { "sec-fetch-site": "same-origin" };

/** A browser that has loaded a form: the cookie that it keeps, and the field that it will send. */
async function browser(seed = 7) {
  const tools = { keys, cookies, publicUrl: DEPLOYED, random: (bytes: number) => Buffer.alloc(bytes, seed) };
  const token = await formToken(tools, requestWith({}));
  return { cookie: token.cookies[0]!.split(";")[0]!, field: token.field };
}

const submit = (cookie: string, field: unknown, headers: Headers = own) =>
  guardForm({ keys, cookies, publicUrl: DEPLOYED }, requestWith({ ...headers, cookie }), {
    [FORM_FIELD]: field,
  });

describe("a form's token", () => {
  it("comes with a cookie of 16 random bytes, once for all forms of a browser", async () => {
    const first = await formToken({ keys, cookies, random, publicUrl: DEPLOYED }, requestWith({}));
    expect(first.cookies).toEqual([cookies.set("form", Buffer.alloc(16, 7).toString("base64url"))]);
    const { cookie } = await browser();
    const second = await formToken({ keys, cookies, random, publicUrl: DEPLOYED }, requestWith({ cookie }));
    expect(second).toEqual({ field: first.field, cookies: [] });
  });

  it("sets no other cookie for a foreign page's post, which comes without ours", async () => {
    const tools = { keys, cookies, random, publicUrl: DEPLOYED };
    const post = (headers: Headers) => ({ ...requestWith(headers), method: "POST" });
    expect((await formToken(tools, post({ "sec-fetch-site": "cross-site" }))).cookies).toEqual([]);
    expect((await formToken(tools, post(own))).cookies).toHaveLength(1);
  });

  it("does not show the cookie's value", async () => {
    const { cookie, field } = await browser();
    expect(field).not.toContain(cookie.split("=")[1]);
    expect(field).toMatch(/^2\.[\w-]{22}$/);
  });
});

describe("a form that is sent back", () => {
  it("is let through by the browser that loaded it", async () => {
    const { cookie, field } = await browser();
    expect(await submit(cookie, field)).toBeUndefined();
  });

  it("is let through after the key was rotated", async () => {
    const { cookie } = await browser();
    const before = { ...keys, current: () => Promise.resolve({ kid: 1, key: keyNamed("1") }) };
    const { field } = await formToken(
      { keys: before, cookies, random, publicUrl: DEPLOYED },
      requestWith({ cookie }),
    );
    expect(field.startsWith("1.")).toBe(true);
    expect(await submit(cookie, field)).toBeUndefined();
  });

  it("is refused from another site, although everything else is right", async () => {
    const { cookie, field } = await browser();
    expect(await submit(cookie, field, { "sec-fetch-site": "cross-site" })).toMatchObject({ status: 403 });
    expect(await submit(cookie, field, {})).toMatchObject({ status: 403 });
  });

  it("is refused from another browser", async () => {
    const [anna, eve] = [await browser(1), await browser(2)];
    expect(await submit(anna.cookie, eve.field)).toMatchObject({ name: "forbidden-origin", status: 403 });
    expect(await submit("", anna.field)).toMatchObject({ name: "forbidden-origin" });
  });

  it.each([
    ["no field", () => undefined],
    ["an empty field", () => ""],
    ["a field that is no text", () => 7],
    ["no key id", (field: string) => field.split(".")[1]],
    ["an unknown key id", (field: string) => field.replace("2.", "9.")],
    ["another key's id", (field: string) => field.replace("2.", "1.")],
    ["a key id that is no number", (field: string) => field.replace("2.", "0x2.")],
    ["no tag", () => "2."],
    ["a shorter tag", (field: string) => field.slice(0, -1)],
    ["a changed tag", (field: string) => field.slice(0, -1) + (field.endsWith("A") ? "B" : "A")],
  ])("is refused with %s", async (_, change: (field: string) => unknown) => {
    const { cookie, field } = await browser();
    expect(await submit(cookie, change(field))).toMatchObject({ name: "forbidden-origin", status: 403 });
  });

  it("is refused, and is no fault, with a tag of as many other characters", async () => {
    const { cookie } = await browser();
    expect(await submit(cookie, `2.${"\u00e9".repeat(22)}`)).toMatchObject({ name: "forbidden-origin" });
  });
});
