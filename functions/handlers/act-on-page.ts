import type { EndpointServices, Services } from "../compose/base.ts";
import { eventQueue, keys, queue, storage } from "../compose/parts.ts";
import { serving } from "../compose/serve.ts";
import { callingAdmin, MAX_ACT_BYTES } from "../desk/answer-act.ts";
import { answerForm } from "../desk/pages/answer-form.ts";
import type { DeskServices } from "../desk/services.ts";
import { endpoint } from "../http/endpoint.ts";
import { sameOrigin } from "../http/guard.ts";
import { isProblem } from "../http/problem.ts";

export const create = (services: EndpointServices & Pick<Services, keyof DeskServices>) =>
  endpoint(services, { name: "act-on-page", maxBodyBytes: MAX_ACT_BYTES }, async (request) => {
    const admin = callingAdmin(services, request);
    if (isProblem(admin)) return admin;
    const foreign = sameOrigin(request, services.publicUrl);
    if (foreign) return foreign;
    return answerForm(services, { admin, shownAs: admin.said ?? admin.id, tie: admin.id }, request);
  });

export const route = serving({ storage, keys, queue, eventQueue }, create);
