import type { EndpointServices, Services } from "../compose/base.ts";
import { keys, outbound, storage } from "../compose/parts.ts";
import { serving } from "../compose/serve.ts";
import { forget } from "../desk/acts/forget.ts";
import { actBody, answerAct, callingAdmin } from "../desk/answer-act.ts";
import { NOTHING_SENT } from "../desk/nothing-sent.ts";
import type { DeskServices } from "../desk/services.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";

type ForgetServices = EndpointServices &
  Pick<Services, Exclude<keyof DeskServices, keyof typeof NOTHING_SENT> | "outbound">;

export const create = (services: ForgetServices) =>
  endpoint(services, { name: "forget-person", body: actBody }, (request) => {
    const admin = callingAdmin(services, request);
    if (isProblem(admin)) return Promise.resolve(admin);
    const act = forget(services.outbound);
    return answerAct({ ...services, ...NOTHING_SENT }, admin, { name: "forget", act }, request);
  });

export const route = serving({ storage, keys, outbound }, create);
