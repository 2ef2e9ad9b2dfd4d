import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { startServer } from "./start-server.ts";

/** Keys of a caller whom the stand-in knows. */
export const SIGNING_KEYS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "a-secret-of-this-test-alone",
} as const;

/** The API of a stage, as far as IAM and the name of the stage before each path are about it. */
export interface SignedApi {
  /** With the stage's name at its end. */
  readonly url: string;
  /** Each call: its address, and what came of its signature. */
  readonly calls: { readonly path: string; readonly region: string; readonly verdict: "taken" | "refused" }[];
  /** Loses as many answers from now on, behind those that arrive still: the service has done what was asked for. */
  lose(count: number, behind?: number): void;
}

/**
 * Stands in for API Gateway before a service: takes what is signed with {@link SIGNING_KEYS} for a region, and nothing else,
 * and hands it on without the stage's name.
 */
export async function startSignedApi(service: string, region: string): Promise<SignedApi> {
  const calls: SignedApi["calls"] = [];
  let losing = { count: 0, behind: 0 };
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const [path = ""] = (incoming.url ?? "").split("?");
    const signed = isSigned(incoming, body, region);
    calls.push({ path, region: scopeOf(incoming)[2] ?? "", verdict: signed ? "taken" : "refused" });
    if (!signed || !path.startsWith("/prod/")) {
      outgoing.writeHead(403, { "content-type": "application/json" });
      return outgoing.end(JSON.stringify({ message: "The request signature does not match." }));
    }
    const { "idempotency-key": key } = incoming.headers;
    const answered = await fetch(service + path.slice("/prod".length), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(typeof key === "string" && { "idempotency-key": key }),
      },
      body,
    });
    const text = await answered.text();
    const { count, behind } = losing;
    losing = behind > 0 ? { count, behind: behind - 1 } : { count: Math.max(0, count - 1), behind: 0 };
    if (behind === 0 && count > 0) return incoming.socket.destroy();
    outgoing.writeHead(answered.status, { "content-type": "application/json" });
    return outgoing.end(text);
  };
  const { url } = await startServer("the API of a stage", (incoming, outgoing) => {
    void answer(incoming, outgoing);
  });
  return { url: `${url}/prod`, calls, lose: (count, behind = 0) => (losing = { count, behind }) };
}

/** Date, region, service of the scope that a request is signed for. */
function scopeOf({ headers: { authorization = "" } }: IncomingMessage): readonly string[] {
  return /Credential=([^,\s]+)/.exec(authorization)?.[1]?.split("/") ?? [];
}

/**
 * Whether a request has the signature that the keys make over it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function isSigned(incoming: IncomingMessage, body: Buffer, region: string): boolean {
  const { authorization = "", "x-amz-date": at = "" } = incoming.headers;
  const [id, date = "", itsRegion = "", service = ""] = scopeOf(incoming);
  if (id !== SIGNING_KEYS.accessKeyId || itsRegion !== region || service !== "execute-api") return false;
  const names = /SignedHeaders=([^,\s]+)/.exec(authorization)?.[1]?.split(";") ?? [];
  // What decides has to be under the signature.
  if (!["host", "x-amz-date", "idempotency-key"].every((name) => names.includes(name))) return false;
  const canonical = [
    ...[incoming.method, incoming.url, ""],
    ...names.map((name) => `${name}:${String(incoming.headers[name]).trim()}`),
    ...["", names.join(";"), createHash("sha256").update(body).digest("hex")],
  ].join("\n");
  const toSign = [
    ...["AWS4-HMAC-SHA256", at, `${date}/${region}/execute-api/aws4_request`],
    createHash("sha256").update(canonical).digest("hex"),
  ].join("\n");
  const key = [date, region, "execute-api", "aws4_request"].reduce<Buffer>(
    (over, part) => createHmac("sha256", over).update(part).digest(),
    Buffer.from(`AWS4${SIGNING_KEYS.secretAccessKey}`),
  );
  return authorization.endsWith(`Signature=${createHmac("sha256", key).update(toSign).digest("hex")}`);
}
