import { ownCredential } from "../factors/own-credential.ts";
import { auditPush } from "../factors/push/audit-push.ts";
import { enrolPush } from "../factors/push/change.ts";
import { pushProblem } from "../factors/push/push-problem.ts";
import { pushView } from "../factors/push/push-view.ts";
import { enrolPushBody } from "../factors/push/schemas.ts";
import { askedFrom } from "../http/asked-from.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(services, { name: "enrol-push", body: enrolPushBody }, async (request, body) => {
    const credential = ownCredential(services, request);
    if (isProblem(credential)) return credential;
    const { endpoint: address, keys: its } = body.subscription;
    const target = { endpoint: address, p256dh: its.p256dh, auth: its.auth };
    const name = body.name ?? askedFrom(request.header("user-agent")) ?? "Browser";
    const outcome = await enrolPush(services, credential.value, { target, name });
    auditPush(services.observer, "enrol-push", outcome);
    if (!("browser" in outcome)) return pushProblem(outcome);
    return json(outcome.kind === "changed" ? 201 : 200, pushView(outcome.browser));
  });

export const route = serving({ storage, keys, cookies }, create);
