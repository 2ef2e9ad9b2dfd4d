import type { EndpointServices, Services } from "../compose/base.ts";
import { cookies, keys, outbound, storage } from "../compose/parts.ts";
import { serving } from "../compose/serve.ts";
import { forget } from "../desk/acts/forget.ts";
import { answerForgetting } from "../desk/pages/answer-forgetting.ts";
import { NOTHING_SENT } from "../desk/nothing-sent.ts";
import type { DeskServices } from "../desk/services.ts";
import { endpoint } from "../http/endpoint.ts";
import { sameOrigin } from "../http/guard.ts";
import { formOnly } from "../http/request.ts";

type Needed = EndpointServices &
  Pick<Services, Exclude<keyof DeskServices, keyof typeof NOTHING_SENT> | "outbound" | "cookies" | "live">;

export const create = (services: Needed) =>
  endpoint(
    services,
    { name: "forget-on-page" },
    async (request) =>
      sameOrigin(request, services.publicUrl) ??
      formOnly(request) ??
      answerForgetting({ ...services, ...NOTHING_SENT }, forget(services.outbound), request),
  );

export const route = serving({ storage, keys, outbound, cookies }, create);
