import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { generate } from "selfsigned";
import { compose, cookies, hintsWith, signerWith } from "../../../functions/compose/parts.ts";
import { faultPageOf } from "../../../functions/pages/fault-page.ts";
import { closeLater } from "../../support/close-later.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** The whole service as strangers meet it: behind TLS, on the system's clock. */
export interface Issuer {
  /** What tokens have as `iss`. */
  readonly url: string;
  readonly service: TestService;
  /** The certificate that a client has to trust. */
  readonly certificate: string;
  /** The same, as a file for `NODE_EXTRA_CA_CERTS` and its like. */
  readonly certificateFile: string;
}

/** Libraries refuse plain HTTP, most of them without an option: they shall need none here. */
export async function startIssuer(settings: unknown): Promise<Issuer> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  const front = createServer({ key, cert });
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  const url = `https://localhost:${(front.address() as AddressInfo).port}`;
  const service = await startTestService(settings, {
    systemClock: () => Math.floor(Date.now() / 1000),
    override(services) {
      const base = { ...services, publicUrl: url, issuer: url };
      const { settings, pageFiles } = services;
      return {
        publicUrl: url,
        issuer: url,
        cookies: cookies(base),
        compose: compose(base),
        signer: signerWith(services.keys, base),
        hints: hintsWith(services.keys, base),
        faultPage: faultPageOf({ settings, publicUrl: url, pageFiles }),
      };
    },
  });
  front.on("request", (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request(service.url + (path ?? "/"), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  closeLater("the TLS front", async () => {
    front.closeAllConnections();
    await new Promise((closed) => front.close(closed));
  });
  const certificateFile = join(temporaryFolder(), "issuer.pem");
  writeFileSync(certificateFile, cert);
  return { url, service, certificate: cert, certificateFile };
}
