import type { EndpointServices, Services } from "../compose/base.ts";
import { cookies, eventQueue, keys, queue, storage } from "../compose/parts.ts";
import { previews } from "../compose/previews.ts";
import { serving } from "../compose/serve.ts";
import { MAX_ACT_BYTES } from "../desk/answer-act.ts";
import { answerForm } from "../desk/pages/answer-form.ts";
import type { DeskServices } from "../desk/services.ts";
import { endpoint } from "../http/endpoint.ts";
import { sameOrigin } from "../http/guard.ts";
import { formOnly } from "../http/request.ts";

type Needed = EndpointServices & Pick<Services, keyof DeskServices | "cookies" | "live">;

export const create = (services: Needed) =>
  endpoint(
    services,
    { name: "act-on-page", maxBodyBytes: MAX_ACT_BYTES, files: true },
    async (request) =>
      sameOrigin(request, services.publicUrl) ?? formOnly(request) ?? answerForm(services, request),
  );

export const route = serving({ storage, keys, queue, eventQueue, previews, cookies }, create);
