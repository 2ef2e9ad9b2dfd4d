import { accountProblem } from "../factors/account/account-problem.ts";
import { factorsView } from "../factors/account/factor-views.ts";
import { isFreshlyProved, readHolder } from "../factors/may-change.ts";
import { readCredential } from "../http/credential.ts";
import { endpoint } from "../http/endpoint.ts";
import { json } from "../http/reply.ts";
import type { PageServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";
import { cookies, keys, storage } from "../compose/parts.ts";
import type { Reading } from "../compose/reading.ts";

export const create = (services: Reading<PageServices>) =>
  endpoint(services, { name: "show-factors" }, async (request) => {
    const holder = await readHolder(services, readCredential(services.cookies, request)?.value);
    if (holder.kind !== "holder") return accountProblem(holder);
    return json(200, factorsView(holder.factors, isFreshlyProved(holder, services.clock())));
  });

export const route = servingReads({ storage, keys, cookies }, create);
