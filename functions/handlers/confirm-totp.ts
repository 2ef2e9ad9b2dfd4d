import { accountProblem } from "../factors/account/account-problem.ts";
import { auditFactor } from "../factors/account/audit-factor.ts";
import { confirmEnrolment } from "../factors/account/confirm.ts";
import { enrollerProof } from "../factors/account/enroller-proof.ts";
import { enrolledView } from "../factors/account/factor-views.ts";
import { confirmTotpBody } from "../factors/factor-bodies.ts";
import { audited } from "../http/audit.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import type { SessionServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, signer, storage } from "../compose/parts.ts";

const NAME = "confirm-totp";

export const create = (services: SessionServices) =>
  endpoint(services, { name: NAME, body: confirmTotpBody }, async (request, body) => {
    const { challengeId, name = "Authenticator", ...typed } = body;
    const { observer } = services;
    const proof = enrollerProof(services, request, challengeId);
    if (isProblem(proof)) return proof;
    const outcome = await confirmEnrolment(services, proof, { ...typed, name });
    if (outcome.kind !== "enrolled") {
      auditFactor(observer, NAME, { outcome: outcome.kind });
      return accountProblem(outcome);
    }
    const { totp, approved } = outcome;
    auditFactor(observer, NAME, { ...outcome, outcome: "enrolled", factor: totp.id });
    if (approved && challengeId !== undefined) audited(observer, "prove-factor", approved);
    const now = services.clock();
    const session = approved?.session;
    const set = session ? [services.cookies.set("session", session.token, session.endsAt - now)] : [];
    return json(201, enrolledView(outcome, now), { cookies: set });
  });

export const route = serving({ storage, keys, signer, cookies }, create);
