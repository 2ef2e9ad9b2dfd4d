import { logOut } from "../flows/log-out.ts";
import { readCredential } from "../http/credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { guardForm, sameOrigin } from "../http/guard.ts";
import { afterLogOut } from "../http/after-log-out.ts";
import { noContent, seeOther } from "../http/reply.ts";
import { logOutBody } from "../http/schemas.ts";
import { refuseOnSession } from "../pages/show-session.ts";
import type { SessionServices } from "../compose/base.ts";
import { serving } from "../compose/serve.ts";
import { cookies, keys, signer, storage } from "../compose/parts.ts";

/** What a browser holds of a person who signs out at it: the next one finds neither address nor open code. */
const LEFT_BEHIND = ["session", "challenge", "typed"] as const;

export const create = (services: SessionServices) =>
  endpoint(
    services,
    {
      name: "log-out",
      body: logOutBody,
      fromForm: async (request, fields) =>
        (await guardForm(services, request, fields)) ?? { all: fields.all === "true" },
      problemPage: (request, problem) => refuseOnSession(services, request, problem),
    },
    async (request, { all }) => {
      const credential = readCredential(services.cookies, request);
      const foreign = credential?.fromCookie === true ? sameOrigin(request, services.publicUrl) : undefined;
      if (foreign) return foreign;
      const ended = await logOut(services, { credential: credential?.value, all });
      services.observer.audit("log-out", { all, recipient: ended?.recipientKey });
      // Only for a caller with a session or our own form: a foreign page must not make a browser forget its cookie.
      const gone = request.form ? LEFT_BEHIND : credential ? (["session"] as const) : [];
      const cleared = gone.map((name) => services.cookies.clear(name));
      return request.form ? seeOther(afterLogOut(request), cleared) : noContent(cleared);
    },
  );

export const route = serving({ storage, keys, signer, cookies }, create);
