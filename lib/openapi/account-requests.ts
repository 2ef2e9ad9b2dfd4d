import * as z from "zod";
import {
  beginTotpBody,
  confirmTotpBody,
  endAppBody,
  endSessionsBody,
  removeTotpBody,
  renewBackupCodesBody,
} from "../../functions/factors/factor-bodies.ts";
import { CHALLENGE_ID, FACTOR_TOKEN } from "./examples.ts";
import { type Json, jsonSchema } from "./schema.ts";

/** An authenticator's id, and what one is set up with. */
export const AUTHENTICATOR_ID = "q0Vt2nYx8Lr4Zc6Wb1Ds9g";
export const ENROLMENT = "0.fV3kY0m2b8QwT1rZp6uXc4Ns9aLhJ7dE";

/** What the fields mean. */
export const ACCOUNT_FIELDS = {
  challengeId: {
    description:
      "The challenge of a sign-in that waits for a first factor, whose code was right. Without it, who is signed in enrols.",
    examples: [CHALLENGE_ID],
  },
  enrolment: { description: "From the answer with which it was begun.", examples: [ENROLMENT] },
  code: { description: "What the authenticator shows.", examples: ["123456"] },
  name: { description: 'What its owner calls it. "Authenticator" without it.', examples: ["Phone"] },
  id: { description: "The `id` of an authenticator, or of a session.", examples: [AUTHENTICATOR_ID] },
  others: { description: "All sessions but the one that asks." },
  clientId: { description: "The app's `clientId`.", examples: ["waste-billing"] },
  form: { description: "The hidden field of the page." },
  locale: { description: "The language of the page." },
} as const satisfies Readonly<Record<string, Json>>;

const text = z.string().optional();
const form = z.string().min(1);
const FORM = "1.cbVXk3vGJ0sCXw";
const one = (summary: string, value: Json) => ({ example: { summary, value } });

/** The bodies about what a user enrols, and examples of them. */
export const ACCOUNT_BODIES = {
  BeginTotp: {
    schema: jsonSchema(beginTotpBody),
    examples: {
      session: { summary: "In a session", value: {} },
      signIn: {
        summary: "Within a sign-in, where two steps are required",
        value: { challengeId: CHALLENGE_ID, factorToken: FACTOR_TOKEN },
      },
    },
  },
  ConfirmTotp: {
    schema: jsonSchema(confirmTotpBody),
    examples: one("With a name", { enrolment: ENROLMENT, code: "123456", name: "Phone" }),
  },
  ConfirmTotpForm: {
    schema: jsonSchema(
      z.strictObject({
        ...{ form: z.string().min(1), mark: z.string().optional(), resume: z.string().optional() },
        ...{ enrolment: z.string().optional(), code: z.string().optional() },
      }),
    ),
    examples: one("What the authenticator shows", {
      ...{ form: "1.cbVXk3vGJ0sCXw", enrolment: ENROLMENT, code: "123456" },
    }),
  },
  RemoveTotp: { schema: jsonSchema(removeTotpBody), examples: one("One of mine", { id: AUTHENTICATOR_ID }) },
  RemoveTotpForm: {
    schema: jsonSchema(z.looseObject({ form, locale: text, id: z.string() })),
    examples: one("One of mine", { form: FORM, id: AUTHENTICATOR_ID }),
  },
  EndSessions: {
    schema: jsonSchema(endSessionsBody),
    examples: {
      one: { summary: "One of mine", value: { id: AUTHENTICATOR_ID } },
      others: { summary: "All others", value: { others: true } },
    },
  },
  EndSessionsForm: {
    schema: jsonSchema(
      z.looseObject({ form, locale: text, id: text, others: z.enum(["true", "false"]).optional() }),
    ),
    examples: one("One of mine", { form: FORM, id: AUTHENTICATOR_ID }),
  },
  EndApp: {
    schema: jsonSchema(endAppBody),
    examples: one("One of mine", { clientId: "waste-billing" }),
  },
  EndAppForm: {
    schema: jsonSchema(z.looseObject({ form, locale: text, clientId: z.string() })),
    examples: one("One of mine", { form: FORM, clientId: "waste-billing" }),
  },
  RenewBackupCodes: { schema: jsonSchema(renewBackupCodesBody), examples: one("Nothing to say", {}) },
  RenewBackupCodesForm: {
    schema: jsonSchema(z.looseObject({ form, locale: text })),
    examples: one("Nothing to say", { form: FORM }),
  },
} as const;
