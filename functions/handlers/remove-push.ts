import { ownCredential } from "../factors/own-credential.ts";
import { fieldsNamed } from "../factors/passkeys/change-form.ts";
import { auditPush } from "../factors/push/audit-push.ts";
import { removePush } from "../factors/push/change.ts";
import { pushProblem } from "../factors/push/push-problem.ts";
import { removePushBody } from "../factors/push/schemas.ts";
import { afterRemoval, refusePush } from "../factors/push/show-pushes.ts";
import { endpoint } from "../http/endpoint.ts";
import { isProblem } from "../http/problem.ts";
import { noContent } from "../http/reply.ts";
import type { PageServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";

export const create = (services: PageServices) =>
  endpoint(
    services,
    {
      name: "remove-push",
      body: removePushBody,
      fromForm: fieldsNamed(services, ["id"]),
      problemPage: (request, problem) => refusePush(services, request, problem),
    },
    async (request, { id }) => {
      const credential = ownCredential(services, request);
      if (isProblem(credential)) return credential;
      const outcome = await removePush(services, credential.value, id);
      auditPush(services.observer, "remove-push", outcome);
      if (!("browser" in outcome)) return pushProblem(outcome);
      return request.form ? afterRemoval(services, request) : noContent();
    },
  );

export const route = serving({ storage, keys, cookies }, create);
