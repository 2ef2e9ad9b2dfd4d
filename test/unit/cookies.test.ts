import { describe, expect, it } from "@jest/globals";
import { type CookieName, cookieJar } from "../../functions/http/cookies.ts";

const NAMES: readonly CookieName[] = ["session", "challenge", "form"];
const deployed = cookieJar("https://id.example");
const local = cookieJar("http://localhost:3000");

/** The attributes of a `Set-Cookie` value, in small letters. */
function attributes(cookie: string): string[] {
  return cookie
    .split(";")
    .slice(1)
    .map((part) => part.trim().toLowerCase());
}

describe.each(NAMES)("the %s cookie of a deployed stage", (name) => {
  it("keeps the rules of its prefix: secure, for the whole host, for no other", () => {
    for (const cookie of [deployed.set(name, "value"), deployed.set(name, "v", 60), deployed.clear(name)]) {
      expect(cookie).toMatch(new RegExp(`^__Host-${name}=`));
      expect(attributes(cookie)).toEqual(expect.arrayContaining(["secure", "path=/"]));
      expect(attributes(cookie).some((attribute) => attribute.startsWith("domain"))).toBe(false);
    }
  });

  it("is out of reach of scripts and of other sites' posts", () => {
    for (const jar of [deployed, local])
      expect(attributes(jar.set(name, "value"))).toEqual(
        expect.arrayContaining(["httponly", "samesite=lax"]),
      );
  });

  it("is read as it was set", () => {
    const [pair = ""] = deployed.set(name, "a-_Z9.=").split(";");
    expect(deployed.read(pair, name)).toBe("a-_Z9.=");
  });
});

describe("a cookie's life", () => {
  it("lasts until the browser closes, or as long as it was told", () => {
    expect(attributes(deployed.set("session", "v")).join()).not.toMatch(/max-age|expires/);
    expect(attributes(deployed.set("session", "v", 43_200))).toContain("max-age=43200");
  });

  it("is over once it is cleared, also for the reader", () => {
    expect(deployed.clear("session")).toMatch(/^__Host-session=;/);
    expect(attributes(deployed.clear("session"))).toContain("max-age=0");
    expect(deployed.read("__Host-session=", "session")).toBeUndefined();
  });
});

describe("a cookie of the local service", () => {
  it("has neither the prefix nor the attribute that plain HTTP cannot carry", () => {
    const cookie = local.set("session", "value");
    expect(cookie).toMatch(/^latchkey-session=value;/);
    expect(attributes(cookie)).not.toContain("secure");
    expect(local.read("latchkey-session=value", "session")).toBe("value");
  });

  it("is not read by a deployed stage, nor the other way round", () => {
    expect(deployed.read("latchkey-session=value; session=value", "session")).toBeUndefined();
    expect(local.read("__Host-session=value", "session")).toBeUndefined();
  });
});

describe("a cookie header", () => {
  it.each([
    ["alone", "__Host-session=value"],
    ["first", "__Host-session=value; other=1"],
    ["last", "other=1; __Host-session=value"],
    ["among others", "a=1; __Host-session=value; b=2"],
    ["without spaces", "a=1;__Host-session=value;b=2"],
  ])("gives a cookie that stands %s", (_, header) => {
    expect(deployed.read(header, "session")).toBe("value");
  });

  it.each([
    ["there is no header", undefined],
    ["it is empty", ""],
    ["another cookie's name ends alike", "x__Host-session=value"],
    ["another cookie's name starts alike", "__Host-sessions=value"],
    ["another cookie's value looks alike", "other=__Host-session=value"],
    ["it is written in other letters", "__host-session=value"],
    ["it has no value", "__Host-session"],
  ])("gives none when %s", (_, header) => {
    expect(deployed.read(header, "session")).toBeUndefined();
  });
});
