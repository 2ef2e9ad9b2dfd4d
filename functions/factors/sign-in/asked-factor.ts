import { TYPED_FACTORS, type TypedFactor } from "../../domain/factors.ts";
import type { HttpRequest } from "../../http/request.ts";
import { FACTOR_FIELD } from "./factor-page.ts";

/** The factor that an address or a form names. */
export function askedFactor({ method, query, body }: HttpRequest): TypedFactor | undefined {
  const named =
    method === "GET" ? query[FACTOR_FIELD] : (body as Readonly<Record<string, unknown>>)[FACTOR_FIELD];
  return TYPED_FACTORS.find((one) => one === named);
}
