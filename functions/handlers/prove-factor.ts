import { proveFactorBody } from "../factors/factor-bodies.ts";
import { factorLockedProblem } from "../factors/factor-reply.ts";
import { raiseReply } from "../factors/raise-reply.ts";
import { proveFactor } from "../factors/prove-factor.ts";
import { audited } from "../http/audit.ts";
import { endpoint } from "../http/endpoint.ts";
import { refusalProblem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import { approvedView } from "../http/views.ts";
import type { SessionServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, signer, storage } from "../compose/parts.ts";

export const create = (services: SessionServices) =>
  endpoint(services, { name: "prove-factor", body: proveFactorBody }, async (request, body) => {
    const { challengeId } = body;
    if (challengeId === undefined) return raiseReply(services, request, body);
    const outcome = await proveFactor(services, { ...body, challengeId, remember: body.remember === true });
    audited(services.observer, "prove-factor", outcome);
    if (outcome.kind === "factor-locked") return factorLockedProblem(outcome.factors);
    if (outcome.kind !== "approved") return refusalProblem(outcome, services.settings);
    const now = services.clock();
    const { session } = outcome;
    const set = session ? [services.cookies.set("session", session.token, session.endsAt - now)] : [];
    return json(200, approvedView(outcome, now), { cookies: set });
  });

export const route = serving({ storage, keys, signer, cookies }, create);
