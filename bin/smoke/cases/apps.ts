import {
  expect,
  expectProblem,
  expectStatus,
  schemeOf,
  Skipped,
  type SmokeCase,
  type Walk,
} from "../case.ts";
import type { SmokeAnswer } from "../client.ts";

/** As long as requests of apps get, in characters; the firewall's common rules stop at 2048. */
const LONGEST_REQUEST = 2600;

/** The example of RFC 7636, appendix B: smoke never redeems a code with it. */
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** OpenID Connect for the owner's apps. */
export const appCases: readonly SmokeCase[] = [
  {
    checks: "an unknown app with a loopback address is refused by the service itself, and sent nowhere",
    settles: ["waf-loopback"],
    async run({ http }) {
      for (const address of [
        "http://127.0.0.1:8765/callback",
        "http://localhost:8765/callback",
        "http://[::1]:8765/",
      ]) {
        const answer = await http.ask(`/otp/authorize?${String(requestOf("smoke-unknown", address))}`);
        expectProblem(answer, 400, "invalid-request");
        expect(answer.headers.get("location") === null, "the browser is sent there");
      }
      // A form comes back as an address, whatever it says: the browser then brings its cookies.
      const body = String(requestOf("smoke-unknown", "http://127.0.0.1:8765/callback"));
      const posted = await http.ask("/otp/authorize", { method: "POST", headers: FORM, body });
      expectStatus(posted, 303);
      const back = posted.headers.get("location") ?? "";
      expect(back.includes("/otp/authorize?"), "a form is sent elsewhere");
    },
  },
  {
    checks: `a request of ${LONGEST_REQUEST} bytes reaches the service`,
    settles: ["waf-query-length"],
    async run({ http, target }) {
      const app = appOf(target);
      const [address] = app?.redirectUris ?? ["https://app.example.com/callback"];
      const query = requestOf(app?.id ?? "smoke-unknown", address ?? "");
      // A parameter that nobody knows is left out of what waits for the sign-in, which has less room.
      query.set("padding", "s".repeat(LONGEST_REQUEST - String(query).length - "&padding=".length));
      expect(String(query).length === LONGEST_REQUEST, "the request has another length");
      const answer = await http.ask(`/otp/authorize?${String(query)}`);
      if (app) expectSignIn(answer);
      else expectProblem(answer, 400, "invalid-request");
    },
  },
  {
    checks:
      "a registered app with a loopback address sends a browser to the sign-in page, by address and by form",
    settles: ["waf-loopback"],
    async run({ http, target }) {
      const app = appOf(target);
      const address = app?.redirectUris.find((uri) =>
        /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(uri),
      );
      if (!app || address === undefined)
        throw new Skipped("settings.clients names no app with such an address");
      const query = requestOf(app.id, address);
      expectSignIn(await http.ask(`/otp/authorize?${String(query)}`));
      const posted = await http.ask("/otp/authorize", { method: "POST", headers: FORM, body: String(query) });
      expectStatus(posted, 303);
    },
  },
  {
    checks: "an app without an id, or with a made-up one, is given nothing",
    async run({ http }) {
      const whole = new URLSearchParams({
        grant_type: "authorization_code",
        code: "made-up",
        redirect_uri: "https://app.example.com/callback",
        code_verifier: "v".repeat(43),
      });
      whole.set("token", "made-up");
      for (const client of [undefined, "smoke-unknown"]) {
        if (client !== undefined) whole.set("client_id", client);
        for (const path of ["/otp/token", "/otp/revoke", "/otp/introspect"]) {
          const answer = await http.ask(path, { method: "POST", headers: FORM, body: String(whole) });
          expectStatus(answer, 401);
          expect(answer.body.error === "invalid_client", `the error is ${String(answer.body.error)}`);
        }
      }
    },
  },
  {
    checks: "without a token an app learns nothing of a user, by either method",
    settles: ["authorization-header", "renamed-challenge"],
    async run({ http }) {
      for (const method of ["GET", "POST"] as const) {
        const answer = await http.ask("/otp/userinfo", { method });
        expectStatus(answer, 401);
        expect(schemeOf(answer).startsWith("Bearer"), "WWW-Authenticate does not ask for a Bearer token");
      }
    },
  },
];

function appOf({ stage }: Walk["target"]) {
  return stage?.config.settings.clients[0];
}

function requestOf(client: string, address: string): URLSearchParams {
  return new URLSearchParams({
    response_type: "code",
    client_id: client,
    redirect_uri: address,
    scope: "openid",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
  });
}

/** The page that asks for an address carries the app's request in its form, and sets no cookie for another site's link. */
function expectSignIn(answer: SmokeAnswer): void {
  expectStatus(answer, 200);
  expect(/name="waiting"\s+value="[^"]+"/.test(answer.text), "the form does not carry the app's request");
}
