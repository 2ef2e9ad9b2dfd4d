import { randomUUID } from "node:crypto";
import type { Context } from "aws-lambda";
import { SignatureV4 } from "@smithy/signature-v4";
import { proxyEvent } from "../../bin/local/front.ts";
import { create as actOnDesk } from "../../functions/handlers/act-on-desk.ts";
import { create as forgetPerson } from "../../functions/handlers/forget-person.ts";
import { Sha256 } from "../../functions/storage/dynamodb/sha256.ts";
import { startServer } from "./start-server.ts";
import type { TestService } from "./service.ts";

/** The secret of every access key here. */
export const GATEWAY_SECRET = "a-secret-of-the-gateway-in-tests";

const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=([\w-]+)\/\d{8}\/([\w-]+)\/execute-api\/aws4_request, SignedHeaders=([\w;-]+), Signature=/;

/**
 * API Gateway before the desk's acts, as `AWS_IAM` guards them: checks the signature of each request, and tells the handler
 * whose it is.
 * @param arns of the callers, by their access keys
 */
export async function startDeskGateway(
  { services }: Pick<TestService, "services">,
  arns: Readonly<Record<string, string>>,
): Promise<string> {
  const [acts, forgets] = [actOnDesk(services), forgetPerson(services)];
  const { url } = await startServer("the desk's gateway", (incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const asked = new URL(incoming.url ?? "/", url);
      const key = await signer(asked, incoming.headers, body.toString());
      const caller = key === undefined ? undefined : arns[key];
      if (caller === undefined)
        return outgoing.writeHead(403, { "content-type": "application/json" }).end('{"message":"Forbidden"}');
      const path = asked.pathname;
      const event = proxyEvent(incoming, { url: asked, path, body, forServer: false, caller });
      const act = path.replace("/admin-api/", "");
      const endpoint = act === "forget" ? forgets : acts;
      const {
        statusCode,
        headers,
        body: answer,
      } = await endpoint({ ...event, pathParameters: { act } }, { awsRequestId: randomUUID() } as Context);
      return outgoing.writeHead(statusCode, headers as Record<string, string>).end(answer);
    })();
  });
  return url;
}

/** The access key by which a request is signed; undefined where it is not signed, or something else was. */
async function signer(
  { hostname, port, pathname: path }: URL,
  headers: NodeJS.Dict<string | string[]>,
  body: string,
): Promise<string | undefined> {
  const { authorization = "", "x-amz-date": date = "" } = headers as Readonly<Record<string, string>>;
  const [, accessKeyId, region, names = ""] = SIGNED.exec(authorization) ?? [];
  if (accessKeyId === undefined || region === undefined) return undefined;
  const signed = names.split(";").filter((name) => !/^x-amz-(date|content-sha256)$/.test(name));
  const credentials = { accessKeyId, secretAccessKey: GATEWAY_SECRET };
  const signature = await new SignatureV4({
    ...{ service: "execute-api", region, credentials, sha256: Sha256 },
  }).sign(
    {
      ...{ method: "POST", protocol: "http:", hostname, port: Number(port), path, body },
      headers: Object.fromEntries(signed.map((name) => [name, String(headers[name])])),
    },
    { signingDate: new Date(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, "$1-$2-$3:$4:$5")) },
  );
  return signature.headers.authorization === authorization ? accessKeyId : undefined;
}
