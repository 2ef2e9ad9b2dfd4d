import type { PushSubscription } from "../../domain/push-subscription.ts";

/** A browser that shows codes as its owner is told of it, in JSON: neither where it is reached, nor its keys. */
export function pushView({ id, name, enrolledAt }: PushSubscription) {
  return { id, name, enrolledAt: new Date(enrolledAt * 1000).toISOString() };
}
