import type { EndpointServices, Services } from "../compose/base.ts";
import { eventQueue, keys, queue, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";
import { servingReads } from "../compose/serve.ts";
import { callingAdmin } from "../desk/answer-act.ts";
import { showScreen } from "../desk/pages/show-screen.ts";
import type { DeskServices } from "../desk/services.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";

export const create = (services: Reading<EndpointServices & Pick<Services, keyof DeskServices>>) =>
  endpoint(services, { name: "show-desk", get: "page" }, async (request) => {
    const admin = callingAdmin(services, request);
    if (isProblem(admin)) return admin;
    return showScreen(services, { admin, shownAs: admin.said ?? admin.id, tie: admin.id }, request);
  });

export const route = servingReads({ storage, keys, queue, eventQueue }, create);
