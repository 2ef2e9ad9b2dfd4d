import { readStatus } from "../flows/read-status.ts";
import { endpoint } from "../http/endpoint.ts";
import { refusalProblem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import { readStatusBody } from "../http/schemas.ts";
import { statusView } from "../http/views.ts";
import type { EndpointServices, Services } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { keys, storage } from "../compose/parts.ts";

export const create = (services: EndpointServices & Pick<Services, "clock" | "storage" | "keys">) =>
  endpoint(services, { name: "read-status", body: readStatusBody }, async (_request, { challengeId }) => {
    const outcome = await readStatus(services, challengeId);
    return outcome.kind === "found"
      ? json(200, statusView(outcome))
      : refusalProblem(outcome, services.settings);
  });

export const route = serving({ storage, keys }, create);
