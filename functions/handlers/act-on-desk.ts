import type { EndpointServices, Services } from "../compose/base.ts";
import { eventQueue, keys, queue, storage } from "../compose/parts.ts";
import { previews } from "../compose/previews.ts";
import { serving } from "../compose/serve.ts";
import { ACTS, isActName } from "../desk/acts.ts";
import { actBody, answerAct, callingAdmin, MAX_ACT_BYTES } from "../desk/answer-act.ts";
import type { DeskServices } from "../desk/services.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem, problem } from "../http/problem.ts";

export const create = (services: EndpointServices & Pick<Services, keyof DeskServices>) =>
  endpoint(services, { name: "act-on-desk", maxBodyBytes: MAX_ACT_BYTES, body: actBody }, (request) => {
    const admin = callingAdmin(services, request);
    if (isProblem(admin)) return Promise.resolve(admin);
    const name = request.named.act ?? "";
    if (!isActName(name)) return Promise.resolve(problem("not-found", "The desk has no such act."));
    return answerAct(services, admin, { name, act: ACTS[name] }, request);
  });

export const route = serving({ storage, keys, queue, eventQueue, previews }, create);
