import type { PageServices, Services } from "../compose/base.ts";
import { cookies, keys, locales, spendMemory, storage } from "../compose/parts.ts";
import { serving } from "../compose/serve.ts";
import { MAX_ACT_BYTES } from "../desk/answer-act.ts";
import { answerStep } from "../desk/sign-in/answer-step.ts";
import { nothingHere } from "../desk/sign-in/show-step.ts";
import { endpoint } from "../http/endpoint.ts";
import { sameOrigin } from "../http/guard.ts";
import { formOnly } from "../http/request.ts";

export const create = (services: PageServices & Pick<Services, "locales" | "spendMemory">) =>
  endpoint(
    services,
    // With a filled form that waits.
    { name: "answer-desk-step", maxBodyBytes: 2 * MAX_ACT_BYTES },
    async (request) =>
      sameOrigin(request, services.publicUrl) ??
      formOnly(request) ??
      (await answerStep(services, request)) ??
      nothingHere(),
  );

export const route = serving({ storage, keys, cookies, locales, spendMemory }, create);
