import * as z from "zod";
import { ACRS } from "../../functions/domain/acr.ts";
import { DELIVERY_STATES, END_CAUSES } from "../../functions/domain/challenge.ts";
import { CHANNELS } from "../../functions/domain/channel.ts";
import { EVENT_VERSION, type EventData, FAILURES } from "../../functions/domain/events/event.ts";
import { EVENT_TYPES, type EventType } from "../../functions/domain/events/event-types.ts";
import { GUESSERS } from "../../functions/domain/factors.ts";
import { FACTORS_RESET_STEPS } from "../../functions/domain/factors-reset.ts";
import { NOTICE_KINDS } from "../../functions/domain/notice.ts";

const instant = z.iso.datetime().describe("An instant in ISO 8601, in UTC.");
const subject = z
  .string()
  .describe("The user: the `sub` of tokens. In registered mode it is the customer's id.");
const reason = z.exactOptional(z.string().describe("A stable code."));

const challenge = {
  challenge: z
    .string()
    .describe(
      "Names the challenge, and is the `sid` of its session. It opens nothing: it is a hash of bytes 8 to 39 of the challenge's id.",
    ),
  subject,
  channel: z.enum(CHANNELS),
  recipient: z.string().describe("The address or number, masked."),
  country: z.exactOptional(z.string().describe("ISO 3166 country of a number.")),
  purpose: z.string().describe("`login`, or what the caller named."),
  clientId: z.exactOptional(z.string().describe("The app that it was a sign-in to.")),
  reference: z.exactOptional(z.string().describe("What your server called the transaction.")),
  test: z.exactOptional(z.literal(true).describe("A test recipient's: no message was sent.")),
};

const customer = z.object({
  customerId: z.exactOptional(z.string()),
  recipient: z.exactOptional(z.string().describe("One of the customer's contacts, masked.")),
});

/** What each type of event says; a type or a member that the domain has and this lacks does not compile. */
const data: { readonly [Type in EventType]: z.ZodType<EventData[Type]> } = {
  "challenge.approved": z.object({
    ...challenge,
    acr: z.enum(ACRS),
    amr: z.array(z.string()).describe("What was proved (RFC 8176)."),
    sessionEndsAt: z.exactOptional(
      instant.describe("Until when its session lasts. A session that simply runs out is told by no event."),
    ),
  }),
  "challenge.failed": z.object({ ...challenge, failure: z.enum(FAILURES), reason }),
  "delivery.changed": z.object({
    ...challenge,
    send: z.int().describe("Which of the challenge's messages, from 1 on."),
    state: z.enum(DELIVERY_STATES),
    provider: z.exactOptional(z.string()),
    reason,
  }),
  "session.ended": z.object({ ...challenge, cause: z.enum(["signed-out", ...END_CAUSES]) }),
  "factor.changed": z.object({ subject, change: z.enum([...NOTICE_KINDS, ...FACTORS_RESET_STEPS]) }),
  "customer.blocked": customer,
  "customer.unblocked": customer,
  "app.suspended": z.object({ clientId: z.string(), suspended: z.boolean() }),
  "security.not-me": z.object({ ...challenge, of: z.enum(["challenge", "session"]) }),
  "security.factor-locked": z.object({
    subject,
    guesser: z.enum(GUESSERS).describe("Who guessed: on devices that were known, or any other."),
  }),
  "security.sends-stopped": z.object({
    group: z.string().describe("A country, or the beginning of numbers."),
    until: instant,
  }),
  "test.sent": z.object({ receiver: z.string() }),
};

const MEANINGS: Readonly<Record<EventType, string>> = {
  "challenge.approved": "A code was right, or a passkey: someone signed in, or confirmed something.",
  "challenge.failed":
    "A challenge takes no more guesses, was canceled, or its message was not delivered. After the last of these a resend may still lead to an approval.",
  "delivery.changed": "A provider has said more of a message.",
  "session.ended": "A session is over before its time.",
  "factor.changed": "A user's second factors changed, or a reset of them moved on.",
  "customer.blocked":
    "A contact of a customer was blocked. A customer with several contacts gives as many events.",
  "customer.unblocked": "A contact of a customer was let in again.",
  "app.suspended": "An app was suspended by a live change, or let in again.",
  "security.not-me": "Someone said of a code or a sign-in that it was not theirs.",
  "security.factor-locked": "So many wrong codes of a second factor that no more are taken.",
  "security.sends-stopped":
    "Nothing is sent for a while to numbers of a country or a block that are not proven: too few codes were used.",
  "test.sent": "An admin tries a receiver. It means nothing.",
};

/** What an event looks like whose type is this one, in JSON Schema. Members may be added without another version. */
export function eventSchema(type: EventType): object {
  const event = z
    .object({
      id: z.string().describe("The same each time that this event is told, and to whomever."),
      version: z.literal(EVENT_VERSION),
      timestamp: z.iso.datetime().describe("When it happened, in ISO 8601, in UTC."),
      stage: z.string(),
      type: z.literal(type),
      data: data[type],
    })
    .meta({ title: type, description: MEANINGS[type] });
  return z.toJSONSchema(event, { io: "input" });
}

/** The file of docs/events/ with the schema of a type. */
export function schemaFile(type: EventType): string {
  return `docs/events/${type}.json`;
}

/** Every file, by its name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    EVENT_TYPES.map((type) => [schemaFile(type), `${JSON.stringify(eventSchema(type), null, 2)}\n`]),
  );
}
