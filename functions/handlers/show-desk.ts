import type { EndpointServices, Services } from "../compose/base.ts";
import { cookies, eventQueue, keys, queue, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";
import { previews } from "../compose/previews.ts";
import { servingReads } from "../compose/serve.ts";
import { showScreen } from "../desk/pages/show-screen.ts";
import type { DeskServices } from "../desk/services.ts";
import { readVisitor } from "../desk/sign-in/read-visitor.ts";
import { strangerReply } from "../desk/sign-in/show-step.ts";
import { endpoint } from "../http/endpoint.ts";
import { sameOrigin } from "../http/guard.ts";

type Needed = EndpointServices & Pick<Services, keyof DeskServices | "cookies" | "live">;

export const create = (services: Reading<Needed>) =>
  endpoint(services, { name: "show-desk", get: "page" }, async (request) => {
    const foreign = request.method === "POST" && sameOrigin(request, services.publicUrl);
    if (foreign) return foreign;
    const visitor = await readVisitor(services, request);
    return visitor ? showScreen(services, visitor, request) : strangerReply(services, request);
  });

export const route = servingReads({ storage, keys, queue, eventQueue, previews, cookies }, create);
