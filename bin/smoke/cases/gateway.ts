import { expectProblem, expectStatus, Skipped, type SmokeCase } from "../case.ts";

const MIB = 1024 * 1024;

/** What API Gateway answers by itself, and the local service in its place. */
export const gatewayCases: readonly SmokeCase[] = [
  {
    checks: "404 not-found: an unknown path, and one with an Authorization header that is no signature",
    settles: ["gateway-responses", "authorization-header"],
    async run({ http }) {
      expectProblem(await http.ask("/otp/nothing"), 404, "not-found");
      for (const authorization of ["Bearer made-up", "Basic c21va2U6c21va2U="])
        expectProblem(await http.ask("/otp/nothing", { headers: { authorization } }), 404, "not-found");
    },
  },
  {
    checks: "413: a body of 11 MiB never reaches a function",
    settles: ["gateway-body-limit"],
    async run({ http, target: { local } }) {
      const answer = await http.post("/otp/request", "a".repeat(11 * MIB));
      // API Gateway ignores what the template has it say here, and says it in words of its own.
      if (local) expectProblem(answer, 413, "too-large");
      else expectStatus(answer, 413);
    },
  },
  {
    checks: "403 forbidden: paths for servers, without a key and with a made-up one",
    settles: ["server-key"],
    async run({ http, target: { stage, local } }) {
      if (!local && stage?.config.serverClients === undefined)
        throw new Skipped("the stage has no serverClients");
      const body = { recipient: "smoke@example.com" };
      for (const headers of [{}, { "x-api-key": "made-up-made-up-made-up" }])
        expectProblem(await http.post("/server/otp/request", body, headers), 403, "forbidden");
    },
  },
];
