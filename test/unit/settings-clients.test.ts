import { describe, expect, it } from "@jest/globals";
import { clientOrigins } from "../../functions/settings.ts";
import { parseSettings } from "../../functions/settings/schema.ts";

const client = (change: object = {}) => ({
  id: "app",
  name: "The App",
  redirectUris: ["https://app.example/callback"],
  ...change,
});

const faultsOf = (clients: readonly object[]) => {
  const parsed = parseSettings({ clients });
  return "faults" in parsed ? parsed.faults : [];
};

describe("an app's address", () => {
  it.each([
    "https://app.example/callback",
    "https://app.example:8443/callback?kept=1",
    "http://localhost:4000/callback",
    "http://127.0.0.1:4000/callback",
    "http://[::1]:4000/callback",
    "com.example.app:/callback",
  ])("is taken: %s", (uri) => {
    expect(faultsOf([client({ redirectUris: [uri] })])).toEqual([]);
  });

  it.each([
    "http://app.example/callback",
    "http://localhost.evil.example/callback",
    "https://user:password@app.example/",
    "https://app.example/#fragment",
    "https://app.example/ space",
    "https://*.example/\u00e9",
    "/callback",
    "javascript:alert(1)",
    "data:text/html,x",
    "myapp:/callback",
    "",
  ])("is refused: %s", (uri) => {
    expect(faultsOf([client({ redirectUris: [uri] })])[0]).toMatch(/^clients\.0\.redirectUris\.0: must be/);
    expect(faultsOf([client({ postLogoutRedirectUris: [uri] })])).toHaveLength(1);
  });
});

describe("the apps of a stage", () => {
  it.each<[string, object[]]>([
    ["two of one id", [client(), client()]],
    ["no address", [client({ redirectUris: [] })]],
    ["the name of the audience of all", [client({ id: "latchkey" })]],
    ["an id with spaces", [client({ id: "my app" })]],
    ["a name with a line break", [client({ name: "My\nApp" })]],
    ["a secret instead of its hash", [client({ secretSha256: "secret" })]],
    ["no proof of a code at all", [client({ pkce: "optional" })]],
    ["a word for PKCE that means nothing", [client({ pkce: "plain" })]],
    ["the name of the owner's own API", [client({ id: "first-party" })]],
    ["the audience of the owner's own API", [client({ audience: "latchkey" })]],
    ["another app's id as audience", [client({ audience: "other" }), client({ id: "other" })]],
    ["its own id as audience", [client({ audience: "app" })]],
    ["an audience without a name", [client({ audience: "" })]],
    ["a setting that there is not", [client({ secret: "secret" })]],
  ])("are refused with %s", (_, clients) => {
    expect(faultsOf(clients)).toHaveLength(1);
  });

  it("may have a backend of their own, and the owner's API where that is said", () => {
    expect(faultsOf([client({ audience: "https://api.example" })])).toEqual([]);
    expect(faultsOf([client({ audience: "first-party" })])).toEqual([]);
    expect(faultsOf([client({ audience: "latchkey" })])[0]).toBe(
      'clients.0.audience: must not be session.audience: these tokens would open your own API; write "first-party" if you want that',
    );
  });

  it("have the origins of their addresses, each once, if they have any", () => {
    const redirectUris = ["https://a.example/1", "https://a.example/2", "com.example.app:/cb"];
    const parsed = parseSettings({ clients: [client({ redirectUris })] });
    expect("settings" in parsed && clientOrigins(parsed.settings)).toEqual(["https://a.example"]);
  });
});
