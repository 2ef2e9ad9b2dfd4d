import type { ShownClient } from "./client-secret.ts";

export type ReadClient =
  | { readonly kind: "shown"; readonly client: ShownClient }
  | { readonly kind: "none" }
  | { readonly kind: "unreadable" }
  | { readonly kind: "both" };

/**
 * How an app says who it is: by HTTP Basic, in fields of the form, or, without a secret, by its id alone (RFC 6749,
 * 2.3.1). One way at a time.
 */
export function readClientCredentials(
  authorization: string | undefined,
  fields: { readonly client_id?: string | undefined; readonly client_secret?: string | undefined },
): ReadClient {
  const { client_id: id, client_secret: secret } = fields;
  if (authorization === undefined)
    return id === undefined ? { kind: "none" } : { kind: "shown", client: { id, secret } };
  if (secret !== undefined) return { kind: "both" };
  const encoded = /^Basic +([\w+/]+={0,2})$/i.exec(authorization)?.[1];
  const [, first, second] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? "", "base64").toString()) ?? [];
  const shown = formDecoded(first);
  if (shown === undefined || second === undefined || shown === "") return { kind: "unreadable" };
  if (id !== undefined && id !== shown) return { kind: "both" };
  return {
    kind: "shown",
    client: { id: shown, secret: formDecoded(second) ?? second, secretAsSent: second },
  };
}

/** Both parts are form-encoded before they are joined. */
function formDecoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
