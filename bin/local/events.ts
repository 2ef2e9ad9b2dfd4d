import { readFileSync } from "node:fs";
import type { Clock } from "../../functions/domain/ambient.ts";
import { Fault } from "../../functions/domain/errors.ts";
import type { Services } from "../../functions/compose/base.ts";
import { receiverMemory } from "../../functions/flows/receiver-memory.ts";
import { poster } from "../../functions/outbound/post.ts";
import { webhookSigner } from "../../functions/outbound/sign-webhook.ts";
import type { Settings } from "../../functions/settings.ts";
import { happenedIn } from "../../functions/storage/dynamodb/event-records.ts";
import type { LocalEvents } from "./queues.ts";

/** What receivers on this machine are signed to where the owner names no other secret. Everybody can read it here. */
export const LOCAL_WEBHOOK_SECRET = "whsec_bGF0Y2hrZXktb24tdGhpcy1tYWNoaW5lLWFsb25l";

/**
 * Tells receivers on this machine of events: with the secrets that the credentials' file has for them under `webhooks`, or
 * else with {@link LOCAL_WEBHOOK_SECRET}. There is no event bus here: what it would get is shown at /_local/.
 * @param credentialsFile a JSON file like the providers' secret
 */
export function localEventParts(
  settings: Settings,
  clock: Clock,
  queue: LocalEvents,
  credentialsFile: string | undefined,
): Pick<
  Services,
  "post" | "readHappened" | "eventQueue" | "postponeEvents" | "eventBus" | "signWebhook" | "receivers"
> {
  const secrets = () => {
    const own = ownSecrets(credentialsFile);
    const usual = settings.events.webhooks.map(({ id }) => [id, LOCAL_WEBHOOK_SECRET]);
    return Promise.resolve(JSON.stringify({ ...Object.fromEntries(usual), ...own }));
  };
  return {
    post: poster({ nearby: true }),
    readHappened: happenedIn,
    eventQueue: queue,
    postponeEvents: queue.postpone,
    eventBus: { put: () => Promise.resolve({ kind: "taken" }) },
    signWebhook: webhookSigner(secrets, clock),
    receivers: receiverMemory(),
  };
}

function ownSecrets(file: string | undefined): object {
  if (file === undefined) return {};
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Fault("configuration", `The file of LATCHKEY_CREDENTIALS (${file}) cannot be read.`);
  }
  const { webhooks } = Object(document) as { readonly webhooks?: unknown };
  return typeof webhooks === "object" && webhooks !== null ? webhooks : {};
}
