import * as z from "zod";
import { ofPerson } from "../../functions/desk/inputs.ts";
import { jsonSchema, type Json } from "./schema.ts";

const one = (summary: string, value: Json) => ({ example: { summary, value } });

/** The bodies of acts: each act has fields of its own, which docs/api.md lists. */
export const DESK_REQUESTS = {
  DeskAct: {
    schema: jsonSchema(z.looseObject({})),
    examples: one("Block a customer, by the owner's id", { customer: "C-1001", as: "id" }),
  },
  DeskForm: {
    schema: jsonSchema(z.looseObject({ form: z.string().optional() })),
    examples: one("A form of the desk, with the token of its sign-in", { form: "1.kq3Jx0d2mXn4Zs8vYb1QwA" }),
  },
  ForgetPerson: {
    schema: jsonSchema(ofPerson),
    examples: one("By an address", { customer: "anna@example.com" }),
  },
} as const;

/** What an act is answered. */
export const DESK_ANSWERS = {
  DeskAnswer: z
    .looseObject({
      outcome: z.string().describe("What it led to, or why nothing was done."),
      act: z.string().optional().describe("The name of the act in the audit; of questions there is none."),
      doneBefore: z.literal(true).optional().describe("It was done before, under the same name."),
      counts: z.record(z.string(), z.number()).optional().describe("How much it changed, by what."),
      next: z
        .union([z.number(), z.string()])
        .optional()
        .describe(
          "Where to go on: the next part of a file, or the next page. Absent where this was the last.",
        ),
    })
    .describe("What an act led to; each has members of its own (docs/api.md)."),
} as const;

export const DESK_PARAMETERS = {
  ActPath: {
    name: "act",
    in: "path",
    required: true,
    description: "The name of the act.",
    schema: { type: "string" },
    example: "block",
  },
  ScreenPath: {
    name: "screen",
    in: "path",
    required: true,
    description: "The name of the screen.",
    schema: { type: "string" },
    example: "today",
  },
  StepPath: {
    name: "step",
    in: "path",
    required: true,
    description: "The step of a sign-in to the desk.",
    schema: { type: "string" },
    example: "address",
  },
  ActId: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "A UUID of version 7, made within a day: the name of the act in the audit. A repetition under it goes on with what broke off, and does nothing twice. One is made where there is none; a question needs none.",
    schema: { type: "string", format: "uuid" },
    example: "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
  },
} as const satisfies Readonly<Record<string, Json>>;
