import { expect, expectProblem, expectStatus, type SmokeCase, Skipped, type Walk } from "../case.ts";

/**
 * Asks without a session and without a body.
 * @param answers by route; the first one tells whether the setting is on
 * @throws Skipped where the stage has no such address
 */
async function expectRefused(
  { http }: Walk,
  answers: Readonly<Record<string, readonly [status: number, problem: string]>>,
  setting: string,
): Promise<void> {
  for (const [route, [status, problem]] of Object.entries(answers)) {
    const [method, path = ""] = route.split(" ");
    const answer = method === "GET" ? await http.ask(path) : await http.post(path, {});
    if (answer.status === 404) throw new Skipped(`${setting} is off`);
    expectProblem(answer, status, problem);
  }
}

/** What must be there by the best way to be told apart from others that discovery names: a passkey reaches all of them. */
const ADDRESSES_BY_ACR = { phr: "/otp/passkeys", "latchkey:2": "/otp/factor" } as const;

/** Nothing is enrolled by smoke: a test recipient that had a second factor could not be walked again. */
export const factorCases: readonly SmokeCase[] = [
  {
    checks: "what discovery says of second factors and passkeys has addresses",
    settles: ["gateway-nested"],
    async run({ http }) {
      const { body } = await http.ask("/.well-known/openid-configuration");
      const named = Array.isArray(body.acr_values_supported) ? (body.acr_values_supported as unknown[]) : [];
      const [acr, path] = Object.entries(ADDRESSES_BY_ACR).find(([one]) => named.includes(one)) ?? [];
      if (path === undefined) throw new Skipped("secondFactor and factors.passkeys are off");
      const { status } = await http.ask(path);
      expect(status !== 404, `${path} is not there, though discovery names ${acr}`);
    },
  },
  {
    checks: "a second factor is proved, seen and changed only with a challenge or a session",
    run: (walk) =>
      expectRefused(
        walk,
        {
          "GET /otp/account/factors": [401, "no-session"],
          "POST /otp/factor": [400, "invalid-request"],
          "GET /otp/account/factors/totp": [401, "no-session"],
          "GET /otp/account/factors/totp/confirm": [401, "no-session"],
          "POST /otp/account/factors/totp": [401, "no-session"],
          "POST /otp/account/factors/totp/confirm": [400, "invalid-request"],
          "POST /otp/account/factors/totp/remove": [400, "invalid-request"],
          "POST /otp/account/factors/backup-codes": [401, "no-session"],
        },
        "secondFactor",
      ),
  },
  {
    checks: "the page of a second step sends who has typed no code to the page of the code",
    async run({ http }) {
      const answer = await http.ask("/otp/factor");
      if (answer.status === 404) throw new Skipped("secondFactor is off");
      expectStatus(answer, 303);
      const location = answer.headers.get("location") ?? "";
      expect(location.endsWith("/otp/verify"), `expected the page of the code, got ${location}`);
    },
  },
  {
    checks: "the link of a reset shows a page, and stops none that nobody asked for",
    async run({ http }) {
      const link = `/otp/keep-factors?t=${"A".repeat(43)}`;
      const page = await http.ask(link);
      // A page says so where the address is there, and a problem document where it is not.
      const isPage = page.headers.get("content-type")?.startsWith("text/html") === true;
      if (page.status === 404 && !isPage) throw new Skipped("secondFactor is off");
      expectStatus(page, 404);
      expectProblem(await http.post("/otp/keep-factors", { t: "A".repeat(43) }), 404, "not-found");
    },
  },
  {
    checks: "an account is seen, and what it has is ended, only with a session",
    run: (walk) =>
      expectRefused(
        walk,
        {
          "GET /otp/account": [401, "no-session"],
          "POST /otp/account/sessions/end": [400, "invalid-request"],
          "POST /otp/account/grants/end": [400, "invalid-request"],
        },
        "account",
      ),
  },
  {
    checks: "a passkey is asked for, and taken only with an assertion",
    run: (walk) =>
      expectRefused(
        walk,
        {
          "POST /otp/passkeys/options": [400, "invalid-request"],
          "POST /otp/passkeys/verify": [400, "invalid-request"],
        },
        "factors.passkeys",
      ),
  },
  {
    checks: "browsers that show codes are seen, added and removed only with a session",
    async run(walk) {
      await expectRefused(
        walk,
        {
          "GET /otp/push": [401, "no-session"],
          "POST /otp/push": [400, "invalid-request"],
          "POST /otp/push/remove": [400, "invalid-request"],
        },
        "factors.push",
      );
      for (const path of ["/otp/push/worker.js", "/otp/push/manifest.json"])
        expectStatus(await walk.http.ask(path), 200);
    },
  },
];
