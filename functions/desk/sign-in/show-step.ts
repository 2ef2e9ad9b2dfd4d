import { type Problem, problem } from "../../http/problem.ts";
import { type Reply, seeOther } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { isForeign } from "../../http/guard.ts";
import { html } from "../../pages/html.ts";
import { deskFormToken } from "../pages/form-token.ts";
import { deskPage } from "../pages/layout.ts";
import { openPage } from "./sign-in-pages.ts";
import { say } from "../pages/words.ts";
import { readVisitor } from "./read-visitor.ts";
import type { ShowingServices } from "./sign-in-services.ts";
import { showAddress, showCode, showStepFactor, stepTie } from "./steps.ts";

/** The page of a step of a sign-in, for a browser that has come so far. */
export async function showStep(services: ShowingServices, request: HttpRequest): Promise<Reply | Problem> {
  const { basePath, query } = request;
  const step = services.cookies.read(request.header("cookie"), "desk-step");
  const asked = { request, step, held: undefined };
  if (await readVisitor(services, request)) return seeOther(`${basePath}/admin`);
  switch (request.named.step) {
    case "address":
      return showAddress(services, asked);
    case "code":
      return showCode(services, asked);
    // Who reloads the answer to a refused form.
    case "enrol":
    case "factor":
      return showStepFactor(services, asked);
    case "again":
      return seeOther(`${basePath}/admin/sign-in/address`);
    case "open": {
      const token = await deskFormToken(services.keys, stepTie(step));
      const page = openPage({ basePath, token, held: undefined }, { link: query.link ?? "" });
      return deskPage(services, basePath, { ...page, narrow: true });
    }
    default:
      return nothingHere();
  }
}

/** What is answered at an address where there is nothing. */
export function nothingHere(): Problem {
  return problem("not-found", "There is nothing at this path.");
}

/**
 * What is answered to who has not signed in to the desk: the way there; nothing to who is somebody here already, an app
 * with its token or a user in a session. An admin may be a user too: a browser that the desk knows is shown the way.
 */
export function strangerReply(
  services: Pick<ShowingServices, "cookies" | "publicUrl" | "settings" | "pageFiles">,
  request: HttpRequest,
): Reply | Problem {
  const { basePath } = request;
  const holds = (name: "session" | "desk-known") =>
    services.cookies.read(request.header("cookie"), name) !== undefined;
  const isElsewhere =
    request.header("authorization") !== undefined || (holds("session") && !holds("desk-known"));
  if (isElsewhere) return nothingHere();
  const address = `${basePath}/admin`;
  // The desk's cookie does not come along from another site: one click on, it does.
  if (request.method === "GET" && isForeign(request, services.publicUrl))
    return deskPage(services, basePath, {
      title: say("fromElsewhere"),
      body: html`<p class="lead">${say("fromElsewhereLead")}</p>
        <a class="button" href="${address}">${say("goOn")}</a>`,
      narrow: true,
    });
  return seeOther(`${address}/sign-in/address`);
}
