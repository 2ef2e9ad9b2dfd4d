import { listPasskeys } from "../factors/passkeys/list-passkeys.ts";
import { partyOf } from "../factors/passkeys/party.ts";
import { noPasskeys, passkeyProblem } from "../factors/passkeys/passkey-problem.ts";
import { passkeyView } from "../factors/passkeys/passkey-view.ts";
import { showPasskeys, showSignInFirst } from "../factors/passkeys/show-passkeys.ts";
import { readCredential } from "../http/credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import type { PageServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

export const create = (services: Reading<PageServices>) =>
  endpoint(
    services,
    {
      name: "show-passkeys",
      get: "page",
      problemPage: (request, problem) => Promise.resolve(showSignInFirst(services, request, problem)),
    },
    async (request) => {
      const party = partyOf(services);
      if (!party) return noPasskeys();
      const found = await listPasskeys(services, readCredential(services.cookies, request)?.value);
      if (!found) return passkeyProblem({ kind: "no-session" });
      if (request.prefersHtml) return showPasskeys(services, request, party, found);
      return json(200, { passkeys: found.passkeys.map(passkeyView), mayChange: found.mayChange });
    },
  );

export const route = servingReads({ storage, keys, cookies }, create);
