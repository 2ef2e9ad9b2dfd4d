import * as z from "zod";
import { enrolPushBody, removePushBody } from "../../functions/factors/push/schemas.ts";
import { jsonSchema, type Json } from "./schema.ts";

const BROWSER_ID = "mHn0TkqYw3bA5cD7eF9gHQ";
const FORM = "1.cbVXk3vGJ0sCXw";

/** As `PushSubscription.toJSON` writes it. */
const SUBSCRIPTION = {
  endpoint: "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk",
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
};

/** What the fields mean. */
export const PUSH_FIELDS = {
  subscription: {
    description:
      "What `PushManager.subscribe` gave for the stage's `publicKey`, by its `toJSON`. Its endpoint is one of a push service of Google, Mozilla, Apple or Microsoft.",
  },
  id: { description: "The browser's `id`.", examples: [BROWSER_ID] },
  name: { description: "What its owner knows it by. Without it, browser and system.", examples: ["Phone"] },
  form: { description: "The hidden field of the page." },
  locale: { description: "The language of the page." },
} as const satisfies Readonly<Record<string, Json>>;

const one = (summary: string, value: Json) => ({ example: { summary, value } });

/** The bodies about browsers that show codes, and examples of them. */
export const PUSH_BODIES = {
  EnrolPush: {
    schema: jsonSchema(enrolPushBody),
    examples: one("With a name", { subscription: SUBSCRIPTION, name: "Phone" }),
  },
  RemovePush: {
    schema: jsonSchema(removePushBody),
    examples: one("One of mine", { id: BROWSER_ID }),
  },
  RemovePushForm: {
    schema: jsonSchema(
      z.looseObject({ form: z.string().min(1), locale: z.string().optional(), id: z.string() }),
    ),
    examples: one("One of mine", { form: FORM, id: BROWSER_ID }),
  },
} as const;
