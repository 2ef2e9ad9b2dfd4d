import * as z from "zod/mini";
import type { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import type { ShownClient } from "./client-secret.ts";
import { formText, missing, readClient } from "./token-reply.ts";

const fields = z.object({ token: formText, client_id: formText, client_secret: formText });

/** What an app asks about one of its tokens. */
export interface AskedToken {
  readonly client: ShownClient;
  readonly token: string;
}

/** Reads a form about a token (RFC 7009, 2.1; RFC 7662, 2.1). What kind of token it is shows: `token_type_hint` is not needed. */
export function readTokenForm(
  request: HttpRequest,
):
  | { readonly kind: "asked"; readonly asked: AskedToken }
  | { readonly kind: "refused"; readonly reply: Reply } {
  const { data } = z.safeParse(fields, request.body);
  if (!request.form || !data) return missing("Send a form (application/x-www-form-urlencoded).");
  const read = readClient(request, data);
  if (read.kind === "refused") return read;
  const { token } = data;
  if (token === undefined) return missing("The token is missing.");
  return { kind: "asked", asked: { client: read.client, token } };
}
