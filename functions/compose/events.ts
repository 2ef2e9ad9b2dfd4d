import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { secretText } from "../keys/secrets-manager.ts";
import { eventBridge } from "../outbound/event-bridge.ts";
import { sqsPostponeEvents } from "../outbound/event-queue.ts";
import type { EventBus, Post, PostponeEvents, SignWebhook } from "../outbound/port.ts";
import { poster } from "../outbound/post.ts";
import { webhookSigner } from "../outbound/sign-webhook.ts";
import { type Base, CALL, KEY_CALL } from "./base.ts";

export { receiverMemory as receivers } from "../flows/receiver-memory.ts";

export function post(): Post {
  return poster({ nearby: false });
}

export function signWebhook({ config, clock }: Base): SignWebhook {
  return webhookSigner(
    secretText(new SecretsManagerClient(KEY_CALL), config.webhooksSecretId, "webhooks"),
    clock,
  );
}

export function eventBus({ settings }: Base): EventBus {
  return eventBridge(new EventBridgeClient(CALL), settings.events.bus ?? "");
}

export function postponeEvents({ config }: Base): PostponeEvents {
  return sqsPostponeEvents(new SQSClient(CALL), config.eventsQueueUrl);
}
