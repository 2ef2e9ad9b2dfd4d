import { lambda } from "../compose/base.ts";
import { eventBus, post, postponeEvents, receivers, signWebhook } from "../compose/events.ts";
import { storage } from "../compose/parts.ts";
import { create } from "../handlers/send-events.ts";

const parts = { storage, post, signWebhook, eventBus, postponeEvents, receivers };
export const handler = await lambda("send-events", parts, create);
