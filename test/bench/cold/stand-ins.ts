import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { SecretSource } from "../../../functions/keys/port.ts";
import type { SecretName } from "../../../functions/routes.ts";
import { SENDGRID_KEY, WEBHOOK_SECRET } from "../../support/signed-reports.ts";

/** What Twilio's account signs its status callbacks with. */
export const TWILIO_TOKEN = "bench-token";
const PROVIDERS = JSON.stringify({
  twilio: { accountSid: `AC${"0".repeat(32)}`, authToken: TWILIO_TOKEN },
  sendgrid: { apiKey: "SG.bench", verificationKey: SENDGRID_KEY },
  webhook: { secret: WEBHOOK_SECRET },
});

interface Order {
  readonly SecretId?: SecretName | "providers";
  readonly Entries?: readonly { readonly Id: string; readonly MessageBody: string }[];
}

/** Secrets Manager, SQS and SES, as far as the functions call them, at once and always well. The secrets' ids are their names. */
export async function startStandIns(
  secrets: SecretSource,
): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const answer = async (target: string, body: string): Promise<string> => {
    if (target === "") return SENT;
    const { SecretId = "signing", Entries = [] } = JSON.parse(body) as Order;
    if (target.startsWith("secretsmanager")) {
      const SecretString = SecretId === "providers" ? PROVIDERS : await secrets.read(SecretId);
      return JSON.stringify({ Name: SecretId, SecretString });
    }
    const Successful = Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
    }));
    return JSON.stringify({ Successful, Failed: [] });
  };
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await text(incoming);
      const target = String(incoming.headers["x-amz-target"] ?? "");
      const type = target === "" ? "text/xml" : "application/x-amz-json-1.1";
      outgoing.writeHead(200, { "content-type": type }).end(await answer(target, body));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const SENT =
  "<SendRawEmailResponse><SendRawEmailResult><MessageId>m</MessageId></SendRawEmailResult></SendRawEmailResponse>";
