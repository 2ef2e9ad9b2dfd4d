import { expect, expectStatus, type SmokeCase } from "../case.ts";

/** What clients read before anything else. */
export const discoveryCases: readonly SmokeCase[] = [
  {
    checks: "discovery names this very URL as issuer, and every address below it",
    settles: ["api-address"],
    async run({ http, target: { url } }) {
      const answer = await http.ask("/.well-known/openid-configuration");
      expectStatus(answer, 200);
      expect(answer.body.issuer === url, `the issuer is ${String(answer.body.issuer)}, not ${url}`);
      const addresses = Object.entries(answer.body).filter(([name]) => /_(endpoint|uri)$/.test(name));
      const foreign = addresses.filter(([, address]) => !String(address).startsWith(`${url}/`));
      expect(addresses.length >= 5, "addresses are missing");
      expect(foreign.length === 0, `elsewhere: ${foreign.map(([name]) => name).join(", ")}`);
    },
  },
  {
    checks: "libraries of OAuth find the same at their own address",
    async run({ http, target: { url } }) {
      const answer = await http.ask("/.well-known/oauth-authorization-server");
      expectStatus(answer, 200);
      expect(answer.body.issuer === url, `the issuer is ${String(answer.body.issuer)}, not ${url}`);
    },
  },
  {
    checks: "the public keys are there, and nothing private with them",
    settles: ["signing-keys"],
    async run({ http }) {
      const answer = await http.ask("/.well-known/jwks.json");
      expectStatus(answer, 200);
      const keys = Array.isArray(answer.body.keys) ? (answer.body.keys as Record<string, unknown>[]) : [];
      expect(keys.length > 0, "there is no key");
      expect(
        keys.every(({ kid, alg }) => typeof kid === "string" && typeof alg === "string"),
        "a key lacks kid or alg",
      );
      expect(!keys.some((key) => "d" in key || "k" in key), "a key is private");
    },
  },
  {
    checks: "the description of the API is OpenAPI 3.1",
    async run({ http }) {
      const answer = await http.ask("/openapi.json");
      expectStatus(answer, 200);
      expect(String(answer.body.openapi).startsWith("3.1"), "it is not OpenAPI 3.1");
    },
  },
  {
    checks: "a trailing slash means the same path",
    settles: ["trailing-slash"],
    async run({ http }) {
      const answer = await http.ask("/.well-known/jwks.json/");
      expectStatus(answer, 200);
      expect(Array.isArray(answer.body.keys), "it is not the list of keys");
    },
  },
];
