import * as z from "zod";
import {
  enrolPasskeyBody,
  passkeyOptionsBody,
  removePasskeyBody,
  renamePasskeyBody,
  verifyPasskeyBody,
} from "../../functions/factors/passkeys/schemas.ts";
import { CHALLENGE_ID, FACTOR_TOKEN } from "./examples.ts";
import { jsonSchema, type Json } from "./schema.ts";

const PASSKEY_ID = "Qv1ZzC0k2yJ6r9mQ0b8bYl3pXo5wT7uE4sN1aHfGdKc";
const CREDENTIAL_ID = "3hQ0nTIP7yYcZ5mE8vLw2A";
const FORM = "1.cbVXk3vGJ0sCXw";
const CLIENT_DATA = "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiLi4uIn0";

const response = { id: CREDENTIAL_ID, rawId: CREDENTIAL_ID, type: "public-key" };
const ASSERTION = {
  ...response,
  response: {
    clientDataJSON: CLIENT_DATA,
    authenticatorData: "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MdAAAAAA",
    signature: "MEUCIQDmM6h8",
    userHandle: "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQw",
  },
};
const REGISTRATION = {
  ...response,
  response: { clientDataJSON: CLIENT_DATA, attestationObject: "o2NmbXRkbm9uZQ", transports: ["internal"] },
};

/** What the fields mean. */
export const PASSKEY_FIELDS = {
  purpose: {
    description:
      "`sign-in`; `second-factor` for a challenge that waits for one; `enrolment` and `session` of who is signed in: to add a passkey, and to prove one in the session. With an assertion `session`, or left out.",
  },
  verifierHash: {
    description:
      "For a sign-in without the service's own page: the SHA-256, in base64url, of 43 to 128 random characters that you keep and show with the assertion. No one else can use it then.",
    examples: ["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
  },
  verifier: {
    description:
      "The characters whose hash you told. Left out by the service's own page, whose cookie stands for it.",
    examples: ["dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"],
  },
  challengeId: { description: "With `second-factor`: the challenge that waits.", examples: [CHALLENGE_ID] },
  assertion: { description: "What `navigator.credentials.get` gave, by its `toJSON`." },
  registration: { description: "What `navigator.credentials.create` gave, by its `toJSON`." },
  id: { description: "The passkey's `id`.", examples: [PASSKEY_ID] },
  name: { description: "What its owner calls it. Without it, browser and system.", examples: ["Laptop"] },
  form: { description: "The hidden field of the page." },
  mark: { description: "The sign-in of this browser of which it is the second step." },
  locale: { description: "The language of the page." },
  resume: { description: "Which app's request waits for the sign-in." },
  waiting: { description: "An app's request that waits for the sign-in, sealed." },
} as const satisfies Readonly<Record<string, Json>>;

const text = z.string().optional();
const form = z.string().min(1);
const one = (summary: string, value: Json) => ({ example: { summary, value } });

/** The bodies about passkeys, and examples of them. */
export const PASSKEY_BODIES = {
  AskPasskeyOptions: {
    schema: jsonSchema(passkeyOptionsBody),
    examples: {
      page: { summary: "The service's own page", value: { purpose: "sign-in" } },
      client: {
        summary: "A client of your own",
        value: { purpose: "sign-in", verifierHash: PASSKEY_FIELDS.verifierHash.examples[0] },
      },
      factor: { summary: "A second factor", value: { purpose: "second-factor", challengeId: CHALLENGE_ID } },
      enrolment: { summary: "To add a passkey", value: { purpose: "enrolment" } },
    },
  },
  VerifyPasskey: {
    schema: jsonSchema(verifyPasskeyBody),
    examples: {
      signIn: {
        summary: "By a client of your own",
        value: { assertion: ASSERTION, verifier: PASSKEY_FIELDS.verifier.examples[0] },
      },
      secondStep: {
        summary: "As a second step",
        value: { assertion: ASSERTION, challengeId: CHALLENGE_ID, factorToken: FACTOR_TOKEN },
      },
      session: { summary: "In a session", value: { assertion: ASSERTION, purpose: "session" } },
    },
  },
  VerifyPasskeyForm: {
    schema: jsonSchema(
      z.looseObject({
        ...{ form, mark: text, purpose: text, locale: text, resume: text, waiting: text },
        assertion: z.string(),
      }),
    ),
    examples: one("By the page's script", { form: FORM, assertion: JSON.stringify(ASSERTION) }),
  },
  EnrolPasskey: {
    schema: jsonSchema(enrolPasskeyBody),
    examples: one("With a name", { registration: REGISTRATION, name: "Laptop" }),
  },
  RemovePasskey: {
    schema: jsonSchema(removePasskeyBody),
    examples: one("One of mine", { id: PASSKEY_ID }),
  },
  RemovePasskeyForm: {
    schema: jsonSchema(z.looseObject({ form, locale: text, id: z.string() })),
    examples: one("One of mine", { form: FORM, id: PASSKEY_ID }),
  },
  RenamePasskey: {
    schema: jsonSchema(renamePasskeyBody),
    examples: one("One of mine", { id: PASSKEY_ID, name: "Laptop" }),
  },
  RenamePasskeyForm: {
    schema: jsonSchema(z.looseObject({ form, locale: text, id: z.string(), name: z.string() })),
    examples: one("One of mine", { form: FORM, id: PASSKEY_ID, name: "Laptop" }),
  },
} as const;
