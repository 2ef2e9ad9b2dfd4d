import { createServer, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { closeLater } from "./close-later.ts";

/** What the stand-in answers a token with. */
type Answer = (token: string, res: ServerResponse) => void;

/** Cloudflare's `siteverify` on this machine. */
export interface StandInTurnstile {
  readonly url: string;
  readonly secretKey: string;
  /** The fields of each check, the oldest first. */
  readonly asked: Readonly<Record<string, string>>[];
  /** What tokens say beside that they are right. */
  said: Readonly<Record<string, unknown>>;
  /** Answers in its place, until it is undefined again. */
  broken: Answer | undefined;
}

/**
 * Tokens that begin with `good` are right, once: a second check is refused as a duplicate, but with the idempotency key of
 * the first it has the first answer.
 * @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
export async function standInTurnstile(): Promise<StandInTurnstile> {
  const used = new Map<string, string>();
  const standIn: StandInTurnstile = {
    url: "",
    secretKey: "0x4AAAAAAA-secret",
    asked: [],
    said: {},
    broken: undefined,
  };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      standIn.asked.push(fields);
      const { secret, response = "", idempotency_key: key = "" } = fields;
      if (standIn.broken) {
        standIn.broken(response, res);
        return;
      }
      const answer = (body: object) =>
        res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
      const refuse = (code: string) => answer({ success: false, "error-codes": [code] });
      if (req.method !== "POST" || secret !== standIn.secretKey) refuse("invalid-input-secret");
      else if (!response.startsWith("good")) refuse("invalid-input-response");
      else if ((used.get(response) ?? key) !== key) refuse("timeout-or-duplicate");
      else {
        used.set(response, key);
        answer({ success: true, "error-codes": [], challenge_ts: "2026-11-23T09:10:00Z", ...standIn.said });
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closeLater("the stand-in of Turnstile", () => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(standIn, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`,
  });
}
