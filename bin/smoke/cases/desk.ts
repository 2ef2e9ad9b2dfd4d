import { expect, expectProblem, expectStatus, type SmokeCase, Skipped, type Walk } from "../case.ts";
import type { SmokeAnswer } from "../client.ts";

/** Nobody asks so: there is no act of this name. */
const NO_ACT = "/admin-api/act";
const FORGET = "/admin-api/forget";
const STATS = "/admin-api/stats";
/** No screen, no step and no act has this name either. */
const NO_SCREEN = "/admin/screen";
const NO_STEP = "/admin/sign-in/step";
const NO_FORM = "/admin/act/act";
const FORGET_FORM = "/admin/act/forget";

/** Nothing is signed here: what a deployed desk answers then is the gateway's, and the laptop's has no signatures. */
export const deskCases: readonly SmokeCase[] = [
  {
    checks: "the desk does nothing for who signs nothing",
    async run({ http, target }) {
      for (const [path, status, problem] of [
        [NO_ACT, 404, "not-found"],
        [FORGET, 400, "invalid-request"],
      ] as const) {
        const answer = await http.post(path, {});
        if (target.local) expectProblem(answer, status, problem);
        else expectClosed(answer, target);
      }
    },
  },
  {
    checks: "the desk shows nothing to who has not signed in to it",
    async run({ http, target }) {
      const stranger = await http.ask("/admin");
      // Who is somebody elsewhere is told of nothing.
      const app = await http.ask("/admin", { headers: { authorization: "Bearer x" } });
      if (!target.local && stranger.status === 404) throw new Skipped("desk.admins names no address");
      expectStatus(stranger, 303);
      expectProblem(app, 404, "not-found");
      const page = await http.ask("/admin/sign-in/address");
      expectStatus(page, 200);
      expect(page.headers.get("cache-control") === "no-store", "the desk's pages may be kept");
      expectStatus(await http.ask(NO_SCREEN), 303);
      expectProblem(await http.ask(NO_STEP), 404, "not-found");
      for (const path of [NO_SCREEN, NO_STEP, NO_FORM, FORGET_FORM])
        expectProblem(await http.post(path, {}), 403, "forbidden-origin");
    },
  },
  {
    checks: "the desk tells numbers to nobody who signs nothing",
    async run({ http, target }) {
      const answer = await http.post(STATS, {});
      if (target.local)
        expect(answer.status === 200 && answer.body.outcome === "counted", "It has no numbers.");
      else expectClosed(answer, target);
    },
  },
];

/**
 * API Gateway says 403 for a missing token where a path asks for a signature, and where there is no such path. The service
 * has it say 404 for that, so the answer alone does not tell whether the stage has a desk.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
function expectClosed(answer: SmokeAnswer, { stage }: Walk["target"]): void {
  if (stage && stage.config.settings.desk === undefined) throw new Skipped("desk.admins names nobody");
  if (answer.status === 404) expectProblem(answer, 404, "not-found");
  else expectProblem(answer, 403, "forbidden");
}
