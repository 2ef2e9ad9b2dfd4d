import { clientOrigins } from "../../../functions/settings.ts";
import { expect, expectProblem, Skipped, type SmokeCase } from "../case.ts";
import type { SmokeAnswer } from "../client.ts";

const FOREIGN = "https://smoke.example.org";
const readableBy = ({ headers }: SmokeAnswer) => headers.get("access-control-allow-origin");

/** Who may read answers from a script. */
export const corsCases: readonly SmokeCase[] = [
  {
    checks: "a script of a foreign origin may read no answer",
    async run({ http }) {
      const origin = { origin: FOREIGN };
      const asked = { "access-control-request-method": "POST" };
      for (const answer of [
        await http.ask("/otp/request", { method: "OPTIONS", headers: { ...origin, ...asked } }),
        await http.ask("/otp/session", { headers: origin }),
        await http.post("/otp/status", { challengeId: "made-up" }, origin),
      ])
        expect(![FOREIGN, "*"].includes(readableBy(answer) ?? ""), "it may read it");
    },
  },
  {
    checks: "a script of an allowed origin may ask, and read what it is answered, problems too",
    settles: ["gateway-cors"],
    async run({ http, target: { stage } }) {
      const [origin] = stage?.config.settings.corsOrigins ?? [];
      if (origin === undefined) throw new Skipped("settings.corsOrigins names no origin");
      const asked = { origin, "access-control-request-method": "POST" };
      const allowed = await http.ask("/otp/request", { method: "OPTIONS", headers: asked });
      expect(readableBy(allowed) === origin, "the preflight request does not name the origin");
      expect(
        (allowed.headers.get("access-control-allow-methods") ?? "").includes("POST"),
        "the preflight request does not allow POST",
      );
      const answer = await http.post("/otp/status", { challengeId: "made-up" }, { origin });
      expectProblem(answer, 404, "challenge-not-found");
      expect(readableBy(answer) === origin, "it may not read a problem");
    },
  },
  {
    checks: "a script of a registered app may fetch tokens, and read why it gets none",
    async run({ http, target: { stage } }) {
      const [origin] = stage ? clientOrigins(stage.config.settings) : [];
      if (origin === undefined) throw new Skipped("settings.clients names no app with an origin");
      const answer = await http.ask("/otp/token", { method: "POST", body: "", headers: { origin } });
      expect(answer.status < 500, `it was answered ${answer.status}`);
      expect(readableBy(answer) === origin, "it may not read the answer");
    },
  },
];
