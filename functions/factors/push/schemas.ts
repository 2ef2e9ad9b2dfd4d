import * as z from "zod/mini";
import { MAX_ENDPOINT_LENGTH } from "../../domain/push-subscription.ts";
import { factorName } from "../factor-name.ts";

const bytes = (least: number, most: number, words: string) =>
  z
    .string({ error: words })
    .check(z.regex(/^[\w-]*$/, words), z.minLength(least, words), z.maxLength(most, words));

/** As `PushSubscription.toJSON` writes it; what browsers add later is passed over. */
const subscription = z.looseObject({
  endpoint: z
    .string({ error: "Give the endpoint of the subscription." })
    .check(z.minLength(1), z.maxLength(MAX_ENDPOINT_LENGTH)),
  keys: z.looseObject({
    p256dh: bytes(87, 87, "Give the 65 bytes of the browser's public key in base64url."),
    auth: bytes(22, 22, "Give the 16 bytes of the browser's secret in base64url."),
  }),
});

export const enrolPushBody = z.strictObject({ subscription, name: z.optional(factorName) });

export const removePushBody = z.strictObject({
  id: z
    .string({ error: "Give the id of one of your browsers." })
    .check(z.regex(/^[\w-]{22}$/, "Give the id of one of your browsers.")),
});
