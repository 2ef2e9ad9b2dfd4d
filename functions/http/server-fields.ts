import { invalidRequest, type Problem } from "./problem.ts";
import type { HttpRequest } from "./request.ts";

/** What only the owner's servers may say in a body: an attacker could pass for a user, or put words into messages. */
export interface ServerFields {
  readonly clientIp?: string | undefined;
  readonly transaction?: object | undefined;
}

/**
 * Whose network a request is refused by: a server's own is its owner's, and who asks through it stands in its body. A
 * server that names no user has none.
 */
export function askingAddress({ fromServer, sourceIp, body }: HttpRequest): string | undefined {
  if (!fromServer) return sourceIp;
  const { clientIp }: { readonly clientIp?: unknown } = typeof body === "object" && body !== null ? body : {};
  return typeof clientIp === "string" ? clientIp : undefined;
}

/**
 * The network address that a send counts against, or why the body may not say what it says. A server's own address is not
 * counted: all its users would share it, and its plan limits it.
 */
export function readServerFields(
  { fromServer, sourceIp }: HttpRequest,
  body: ServerFields,
): { readonly sourceIp: string | undefined } | Problem {
  if (fromServer) return { sourceIp: body.clientIp };
  const given = (["clientIp", "transaction"] as const).filter((name) => body[name] !== undefined);
  if (given.length === 0) return { sourceIp };
  return invalidRequest(
    given.map((path) => ({
      path,
      message: "Only servers may say this, on the paths that take their API key.",
    })),
  );
}
