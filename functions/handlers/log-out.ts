import { logOut } from "../flows/log-out.ts";
import { readCredential } from "../http/credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm, sameOrigin } from "../http/guard.ts";
import { afterLogOut } from "../http/after-log-out.ts";
import { noContent, seeOther } from "../http/reply.ts";
import { logOutBody } from "../http/schemas.ts";
import { showSignedOut } from "../pages/show-session.ts";
import type { SessionServices } from "../compose/base.ts";
import { endpointLambda } from "../compose/pages.ts";
import { cookies, keys, signer, storage } from "../compose/parts.ts";

export const create = (services: SessionServices) =>
  endpoint(
    services,
    {
      name: "log-out",
      body: logOutBody,
      fromForm: async (request, fields) =>
        (await guardForm(services, request, fields)) ?? { all: fields.all === "true" },
      problemPage: (request, problem) => Promise.resolve(showSignedOut(services, request, problem)),
    },
    async (request, { all }) => {
      const credential = readCredential(services.cookies, request);
      const foreign = credential?.fromCookie === true ? sameOrigin(request, services.publicUrl) : undefined;
      if (foreign) return foreign;
      const ended = await logOut(services, { credential: credential?.value, all });
      services.observer.audit("log-out", { all, recipient: ended?.recipientKey });
      // Only for a caller with a session or our own form: a foreign page must not make a browser forget its cookie.
      const cleared = credential || request.form ? [services.cookies.clear("session")] : [];
      return request.form ? seeOther(afterLogOut(request), cleared) : noContent(cleared);
    },
  );

export const handler = await endpointLambda("log-out", { storage, keys, signer, cookies }, create);
