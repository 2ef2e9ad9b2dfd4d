import { once } from "node:events";
import { type IncomingHttpHeaders, request as send } from "node:http";
import { signerWith } from "../../../functions/compose/parts.ts";
import { startServer } from "../../support/start-server.ts";
import { startTestService } from "../../support/service.ts";

export interface PassedAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What is wrong with a service, as its clients see it. */
export interface Breakage {
  /** Changes an answer. @param route like `GET /otp/session` */
  readonly answer?: (route: string, answer: PassedAnswer) => void;
  /** The address that the service sees a request come from; any of 127.0.0.0/8. */
  readonly from?: (headers: IncomingHttpHeaders) => string;
}

/** A whole service whose answers pass through a server that can break them; the service takes that for its own address. */
export async function startBreakableService() {
  let breakage: Breakage = {};
  const server = await startServer("the server that breaks answers", (incoming, outgoing) => {
    void (async () => {
      const { method = "GET", url = "/", rawHeaders, headers } = incoming;
      const from = breakage.from?.(headers);
      const passed = send(service.url.replace("localhost", "127.0.0.1") + url, {
        method,
        headers: rawHeaders,
        ...(from !== undefined && { localAddress: from }),
      });
      incoming.pipe(passed);
      const [answer] = (await once(passed, "response")) as [typeof incoming];
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const changed: PassedAnswer = {
        status: answer.statusCode ?? 500,
        headers: { ...answer.headers },
        body: Buffer.concat(chunks).toString(),
      };
      breakage.answer?.(`${method} ${url.split("?")[0] ?? ""}`, changed);
      // The length may have changed, and the connection is another one.
      delete changed.headers["content-length"];
      delete changed.headers.connection;
      outgoing.writeHead(changed.status, changed.headers).end(changed.body);
    })();
  });
  const service = await startTestService(
    {
      registration: "open",
      secondFactor: "optional",
      account: "on",
      factors: { push: { contact: "mailto:ops@example.com" } },
    },
    {
      systemClock: () => Math.floor(Date.now() / 1000),
      override: (services) => ({
        publicUrl: server.url,
        issuer: server.url,
        signer: signerWith(services.keys, { ...services, issuer: server.url }),
      }),
    },
  );
  return { url: server.url, breakWith: (next: Breakage) => void (breakage = next) };
}
