import type * as z from "zod/mini";
import { WEBAUTHN_CHALLENGE_SECONDS } from "../../domain/webauthn-challenge.ts";
import type { CookieJar } from "../../http/cookies.ts";
import { invalidRequest, isProblem, noSession, type Problem } from "../../http/problem.ts";
import { json, type Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { sessionOfToken } from "../../flows/resolve-session.ts";
import { mayChange, type MayChangeDependencies } from "../may-change.ts";
import { ownCredential } from "../own-credential.ts";
import { bindTo } from "./bind.ts";
import {
  creationOptions,
  type MakeOptionsDependencies,
  raisingBindingOf,
  requestOptions,
} from "./make-options.ts";
import { partyOf } from "./party.ts";
import { noPasskeys, passkeyProblem } from "./passkey-problem.ts";
import type { passkeyOptionsBody } from "./schemas.ts";

type Asked = z.infer<typeof passkeyOptionsBody>;

export interface OptionsReplyDependencies extends MakeOptionsDependencies, MayChangeDependencies {
  readonly keys: MakeOptionsDependencies["keys"] & MayChangeDependencies["keys"];
  readonly cookies: CookieJar;
  readonly publicUrl: string;
}

/** Answers what a browser is to be asked with. A sign-in's and a second factor's read nothing and write nothing. */
export async function optionsReply(
  services: OptionsReplyDependencies,
  request: HttpRequest,
  { purpose, verifierHash, challengeId }: Asked,
): Promise<Reply | Problem> {
  const party = partyOf(services);
  if (!party) return noPasskeys();
  const answer = (publicKey: object, cookies: readonly string[] = []) =>
    json(200, { purpose, publicKey, expiresIn: WEBAUTHN_CHALLENGE_SECONDS }, { cookies });
  if (purpose === "sign-in") {
    const bound = bindTo(services, request, verifierHash);
    if (!bound)
      return missing("verifierHash", "Give the hash of a verifier, or ask from the service's own page.");
    return answer(await requestOptions(services, party, purpose, bound.binding), bound.cookies);
  }
  if (purpose === "second-factor") {
    if (challengeId === undefined) return missing("challengeId", "Give the challengeId that waits for it.");
    return answer(await requestOptions(services, party, purpose, { kind: "challenge", challengeId }));
  }
  const credential = ownCredential(services, request);
  if (isProblem(credential)) return credential;
  if (purpose === "session") {
    const session = await sessionOfToken(services, credential.value, services.clock());
    if (!session) return noSession();
    return answer(await requestOptions(services, party, purpose, raisingBindingOf(session)));
  }
  const holder = await mayChange(services, credential.value);
  if (holder.kind !== "holder") return passkeyProblem(holder);
  const made = await creationOptions(services, party, holder);
  return made.kind === "options" ? answer(made.publicKey) : passkeyProblem(made);
}

function missing(path: string, message: string): Problem {
  return invalidRequest([{ path, message }]);
}
