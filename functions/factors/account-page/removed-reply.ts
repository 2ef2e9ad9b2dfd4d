import { json, type Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { SendBackDependencies } from "../../pages/send-back.ts";
import type { Removed } from "../account/change.ts";
import { backOnAccount } from "./show-account.ts";

/** Answers that an authenticator was removed, and whether other sessions may be left. */
export async function removedReply(
  services: SendBackDependencies,
  request: HttpRequest,
  { twoSteps, fault }: Removed,
): Promise<Reply> {
  const othersEnded = fault === undefined;
  if (!request.form) return json(200, { twoSteps, othersEnded });
  const notice = othersEnded ? "authenticator-removed" : "authenticator-removed-alone";
  return backOnAccount(services, request, { notice });
}
