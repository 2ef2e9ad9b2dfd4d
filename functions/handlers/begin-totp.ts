import { accountProblem } from "../factors/account/account-problem.ts";
import { auditFactor } from "../factors/account/audit-factor.ts";
import { beginEnrolment } from "../factors/account/begin.ts";
import { enrollerProof } from "../factors/account/enroller-proof.ts";
import { begunView } from "../factors/account/factor-views.ts";
import { beginTotpBody } from "../factors/factor-bodies.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(services, { name: "begin-totp", body: beginTotpBody }, async (request, body) => {
    const proof = enrollerProof(services, request, body);
    if (isProblem(proof)) return proof;
    const outcome = await beginEnrolment(services, proof);
    auditFactor(services.observer, "begin-totp", { outcome: outcome.kind });
    return outcome.kind === "begun"
      ? json(200, begunView(outcome, services.clock()))
      : accountProblem(outcome);
  });

export const route = serving({ storage, keys, cookies }, create);
