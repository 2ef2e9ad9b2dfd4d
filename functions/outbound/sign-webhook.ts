import { Webhook } from "standardwebhooks";
import * as z from "zod/mini";
import type { Clock } from "../domain/ambient.ts";
import { Fault } from "../domain/errors.ts";
import type { SignWebhook } from "./port.ts";

/** A changed secret counts after so long, in seconds: it needs no deployment. */
const CACHE_SECONDS = 300;

/** As many as are changed at one time: the one that comes and the one that goes. */
const MOST = 2;

/** A shorter secret can be guessed, and a longer one is hashed (Standard Webhooks, "Signature scheme"). */
const BYTES = { least: 24, most: 64 };

const secret = z.string().check(
  z.refine(isWholeSecret, {
    error: `must be whsec_ and ${BYTES.least} to ${BYTES.most} bytes in base64`,
  }),
);
const secrets = z.pipe(
  z.union([
    z.pipe(
      secret,
      z.transform((one: string) => [one]),
    ),
    z.array(secret).check(z.minLength(1), z.maxLength(MOST)),
  ]),
  z.array(z.string()),
);

/** Characters that base64 does not have are passed over by its decoders: a key would be shorter than it looks. */
function isWholeSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const bytes = Buffer.from(text.slice("whsec_".length), "base64");
  return bytes.length >= BYTES.least && bytes.length <= BYTES.most;
}

/**
 * Signs with the secrets that the owner keeps for each receiver, one JSON document like
 * `{"billing": "whsec_...", "crm": ["whsec_new", "whsec_old"]}`. With two of them, a message has two signatures: a receiver
 * that knows either one believes it.
 * @param readText reads the document
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookSigner(readText: () => Promise<string>, clock: Clock): SignWebhook {
  let readAt = -Infinity;
  let reading: Promise<unknown> | undefined;
  const document = () => {
    if (reading === undefined || clock() >= readAt + CACHE_SECONDS) {
      readAt = clock();
      const fresh = readText().then(parseJson);
      reading = fresh;
      fresh.catch(() => {
        if (reading === fresh) reading = undefined;
      });
    }
    return reading;
  };
  return async (receiver, { id, at, body }) => {
    const keys = receiverSecrets(await document(), receiver);
    const signatures = keys.map((key) => new Webhook(key).sign(id, new Date(at * 1000), body));
    return {
      "webhook-id": id,
      "webhook-timestamp": String(at),
      "webhook-signature": signatures.join(" "),
    };
  };
}

/** @throws Fault `configuration`: it names the place, never the value */
export function receiverSecrets(document: unknown, receiver: string): readonly string[] {
  const all = document as Readonly<Record<string, unknown>>;
  const found = Object.hasOwn(all, receiver) ? all[receiver] : undefined;
  const result = z.safeParse(secrets, found);
  if (result.success) return result.data;
  throw new Fault(
    "configuration",
    `The webhooks' secret is wrong:\n- ${receiver}: must be whsec_ and ${BYTES.least} to ${BYTES.most} bytes in base64, or a list of two such`,
  );
}

function parseJson(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === "object" && document !== null && !Array.isArray(document)) return document;
  } catch {
    // The parser's words would quote the secret.
  }
  throw new Fault("configuration", "The webhooks' secret is not a JSON object.");
}
