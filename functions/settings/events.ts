import * as z from "zod/mini";
import { BUS, meansSomeEvent } from "../domain/events/event-types.ts";

/** As many receivers, since each event waits and is signed once for each of them. */
const MOST = 10;

/** The name of an event bus, or its whole ARN where it is another account's. */
const BUS_NAME = /^[\w./-]{1,256}$/;
const BUS_ARN = /^arn:aws[\w-]*:events:[a-z]{2}[\w-]*-\d:\d{12}:event-bus\/[\w./-]{1,256}$/;

function isReceiverAddress(text: string): boolean {
  const url = /^[\x21-\x7e]{1,500}$/.test(text) && !text.includes("#") ? URL.parse(text) : null;
  // A password in an address ends in logs; the signature is what a receiver knows us by.
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}

const webhook = z.strictObject({
  /** Names it in the secret `webhooks`, in logs and among the deliveries. */
  id: z.string().check(
    z.regex(/^[a-z\d][a-z\d-]{0,39}$/, "must be 1 to 40 small letters, digits and dashes"),
    z.refine((id) => id !== BUS, { error: `must not be "${BUS}": the event bus is called so` }),
  ),
  url: z.string().check(
    z.refine(isReceiverAddress, {
      error: "must be an https address without a name and password, or http for the service on this machine",
    }),
  ),
  /** What it is told of: types of events, or beginnings like `security.*`. @default all */
  events: z._default(
    z
      .array(
        z
          .string()
          .check(
            z.refine(meansSomeEvent, { error: "must be a type of event, or a beginning like security.*" }),
          ),
      )
      .check(z.minLength(1)),
    ["*"],
  ),
});

/** The owner's systems that are told what happens. Without any of them, no function, no queue and no secret is there. */
export const events = z.prefault(
  z.strictObject({
    /** The name of an event bus of Amazon EventBridge, or its ARN. */
    bus: z.optional(
      z.string().check(
        z.refine((text) => BUS_NAME.test(text) || BUS_ARN.test(text), {
          error: "must be the name of an event bus, or its ARN",
        }),
      ),
    ),
    /** Addresses that are called with each event (Standard Webhooks). */
    webhooks: z._default(
      z.array(webhook).check(
        z.maxLength(MOST),
        z.refine((all) => new Set(all.map(({ id }) => id)).size === all.length, {
          error: "each needs an id of its own",
        }),
      ),
      [],
    ),
  }),
  {},
);

/** A receiver of events that is called. */
export type WebhookReceiver = z.infer<typeof webhook>;
